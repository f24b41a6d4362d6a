/** `expect(answer).toBeAtLeast(1000)`: the floor under a capacity. */
import { expect, type MatcherState, type SyncMatcherResult } from 'vitest';
import { capacityText, loadOf, shortTrialText, stopText } from '../../reporters/capacity-text.ts';
import type { CapacityResult } from '../../saved/capacity.ts';
import type { SloRow, Verdict } from '../../saved/slo-row.ts';
import { marginPercent } from '../../slo/bound.ts';
import { type Rate, ratePerSecond } from '../../text/units.ts';

/** What a search found, and where to save what is judged of it; `promised`: unless under `.not`. */
export type CapacityAnswer = CapacityResult & { onJudged?(row: SloRow, promised: boolean): void };

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /**
     * The lower bound of a capacity search is no less: a number of what the load counts, or a rate, which is the load
     * where that is a rate, else what was delivered at the lower bound. Where the search could not go that far because
     * of the generator or its own limits, the answer is invalid and fails, also under `.not`.
     */
    toBeAtLeast(floor: number | Rate): R;
  }
}

export const capacityMatchers = { toBeAtLeast };

function toBeAtLeast(this: MatcherState, received: unknown, floor: number | Rate): SyncMatcherResult {
  const answer = asAnswer(received);
  const row = judgeCapacity(answer, floor);
  answer.onJudged?.(row, !this.isNot);
  return {
    pass: row.verdict === 'invalid' ? this.isNot : row.ok,
    message: () => (row.verdict === 'invalid' ? `invalid: ${row.message}` : row.message),
    meta: { verdict: row.verdict === 'invalid' ? 'invalid' : 'fail', reasons: row.ok ? [] : [row.message] },
    actual: row.actual,
    expected: row.required,
  };
}

/** Where `then` asks for no floor, the lowest load is that: an answer nobody judged would pass whatever was found. */
export async function assertAnswer(
  answer: CapacityResult,
  save: (row: SloRow) => void,
  then: (answer: CapacityAnswer) => void | Promise<void> = () => {},
): Promise<void> {
  let asked = false;
  const onJudged = (row: SloRow, promised: boolean) => {
    asked = true;
    // Under `.not` the row says the contrary of what was asserted.
    if (promised) save(row);
  };
  await then({ ...answer, onJudged });
  const { unit, from } = answer;
  if (!asked) expect({ ...answer, onJudged }).toBeAtLeast(unit === '/s' ? `${from}/s` : from);
}

/** Pure. Throws TypeError when the floor is in another unit than the load and is no rate. */
export function judgeCapacity(answer: CapacityResult, floor: number | Rate): SloRow {
  const isRate = typeof floor === 'string';
  if (!isRate && answer.unit !== '') {
    throw new TypeError(
      `toBeAtLeast needs a rate, like '${floor}/s': this search raises a rate; got ${floor}.`,
    );
  }
  const required = isRate ? ratePerSecond(floor) : floor;
  const delivered = isRate && answer.unit === '';
  const lower = lowerBound(answer, delivered);
  const [verdict, why] = verdictOn(answer, lower, required, delivered);
  const metric = delivered ? 'capacity.delivered' : 'capacity';
  const text = `>= ${delivered ? floor : loadOf(answer, required)}`;
  const actual =
    delivered && lower !== null
      ? `${lower.toLocaleString('en-US', { maximumFractionDigits: 1 })}/s`
      : capacityText(answer);
  return {
    metric,
    window: 'measure',
    bound: text,
    required: text,
    operator: '>=',
    limit: required,
    actual,
    value: lower,
    unit: isRate ? '/s' : answer.unit,
    ok: verdict === 'pass',
    verdict,
    marginPercent: lower === null ? null : marginPercent('>=', lower, required),
    n: answer.trials.length,
    soft: false,
    why,
    message: `${metric} ${actual}, required ${text} (${answer.trials.length} trials)${why && `: ${why}`}`,
  };
}

function lowerBound(answer: CapacityResult, delivered: boolean): number | null {
  if (answer.bounds === 'below' || answer.bounds === 'unknown') return null;
  return delivered ? answer.deliveredPerSecond : answer.lower;
}

function verdictOn(
  answer: CapacityResult,
  lower: number | null,
  required: number,
  delivered: boolean,
): readonly [Verdict, string] {
  const { stop, confirmed } = answer;
  if (lower !== null && lower >= required) {
    return confirmed === false
      ? ['invalid', `the lower bound was not held for long: ${stopText(stop)}`]
      : ['pass', ''];
  }
  const cap = answer.bounds === 'between' || answer.bounds === 'below' ? answer.upper : null;
  if (!delivered && cap !== null && cap <= required) return ['fail', ''];
  if (stop === 'to holds') {
    return ['invalid', `the search went no further than ${loadOf(answer, answer.to)}; raise \`to\``];
  }
  if (stop === 'too few samples') return ['invalid', shortTrialText(answer)];
  if (stop === 'generator limit')
    return ['invalid', 'the generator could go no further; lower the load or add agents'];
  if (stop === 'interrupted') return ['invalid', 'the search was interrupted'];
  return ['fail', ''];
}

function asAnswer(received: unknown): CapacityAnswer {
  const candidate = received as Partial<CapacityAnswer> | null | undefined;
  if (typeof candidate?.bounds === 'string' && Array.isArray(candidate.trials))
    return candidate as CapacityAnswer;
  throw new TypeError(
    "toBeAtLeast needs the answer of a capacity search: capacity('…', { … }, measure, (answer) => expect(answer).toBeAtLeast(1000)).",
  );
}
