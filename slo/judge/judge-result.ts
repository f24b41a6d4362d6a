/** A result and a promise in, a judgement out; it is saved with the test, and nothing is thrown for a breach. */
import type { SloPromise } from '../promise.ts';
import { refusePromise } from './await-error.ts';
import { type Judgement, judge } from './judge.ts';
import type { Judgeable } from './judgeable.ts';

/**
 * What `expect(result).toMeet(promise)` asserts, as a value: `judge(await load.mqtt({ … }), promise)`.
 * Throws TypeError when there is no run or no promise; `by` is the name the user knows.
 */
export function judgeResult(
  result: unknown,
  promise: SloPromise,
  { by = 'judge', saved = true }: { readonly by?: string; readonly saved?: boolean } = {},
): Judgement {
  const judgeable = asJudgeable(result, by);
  if (!Array.isArray(promise?.objectives)) {
    const example = by === 'judge' ? 'judge(result, ' : `expect(result).${by}(`;
    throw new TypeError(`${by} needs a promise: ${example}slo({ 'publish.ack.p99': '< 100ms' })).`);
  }
  const { run, observation, windowName: window, baseline } = judgeable;
  const judgement = judge(run, promise, { window, observation, ...(baseline && { baseline }) });
  judgeable.onJudged?.(judgement, saved);
  return judgement;
}

function asJudgeable(result: unknown, by: string): Judgeable {
  refusePromise(result, by);
  const candidate = result as Partial<Judgeable> | null | undefined;
  if (candidate?.run?.status && typeof candidate.windowName === 'string') return candidate as Judgeable;
  const example =
    by === 'judge'
      ? 'judge(await load.mqtt({ … }), promise)'
      : `expect(await load.mqtt({ … })).${by}(promise)`;
  throw new TypeError(`${by} needs the result of a run: ${example}.`);
}
