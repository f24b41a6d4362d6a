/** The only file here that knows vitest: `expect.extend(sloMatchers)`. */
import type { MatcherState, SyncMatcherResult } from 'vitest';
import type { SloRow } from '../../saved/slo-row.ts';

import { marginText } from '../../text/margin.ts';
import type { SloPromise } from '../promise.ts';
import type { Judgement } from './judge.ts';
import { judgeResult } from './judge-result.ts';

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** The run keeps the promise. An invalid run fails, also under `.not`. */
    toMeet(promise: SloPromise): R;
  }
}

export const sloMatchers = { toMeet };

/** Throws TypeError when there is no run or no promise. */
function toMeet(this: MatcherState, received: unknown, promise: SloPromise): SyncMatcherResult {
  const judgement = judgeResult(received, promise, { by: 'toMeet', saved: !this.isNot });
  const broken = judgement.rows.filter(({ soft, ok }) => !soft && !ok);
  return {
    // vitest fails on `pass === isNot`: an invalid run has to fail both ways.
    pass: judgement.verdict === 'invalid' ? this.isNot : judgement.verdict === 'pass',
    message: () => message(judgement, broken),
    // Reaches whoever handles the error, whatever message the user put before ours.
    meta: { verdict: judgement.verdict === 'invalid' ? 'invalid' : 'fail', reasons: judgement.reasons },
    actual: byMetric(broken, ({ actual }) => actual),
    expected: byMetric(broken, ({ required }) => required),
  };
}

function message({ verdict, reasons }: Judgement, broken: readonly SloRow[]): string {
  if (verdict === 'pass') return 'every SLO is met, and that was not expected';
  if (verdict === 'invalid') return `invalid: ${reasons.join('\n  ')}`;
  const lines = broken.map((row) => `${row.verdict}: ${row.message}${margin(row)}`);
  return [`${broken.length === 1 ? '1 SLO is' : `${broken.length} SLOs are`} not met`, ...lines].join('\n  ');
}

const margin = (row: SloRow): string => {
  const text = marginText(row);
  return text === null ? '' : `; ${text}`;
};

const byMetric = (rows: readonly SloRow[], of: (row: SloRow) => string): Record<string, string> =>
  Object.fromEntries(rows.map((row) => [row.metric, of(row)]));
