/** One trial of a capacity search on a real target, and the quiet after it. */
import type { CellRecord } from '../../fixtures/cell/record.ts';
import type { TestContext } from '../../fixtures/test.ts';
import { deliveredIn } from '../../reporters/sweeps/delivered.ts';
import type { CapacityTrial, TrialPurpose } from '../../saved/capacity.ts';
import type { SloRow, Verdict } from '../../saved/slo-row.ts';
import type { Judgement } from '../../slo/judge/judge.ts';
import { judgeResult } from '../../slo/judge/judge-result.ts';
import { slo } from '../../slo/promise.ts';
import { CapacityError } from './options.ts';

export type Measure = (load: number, context: TestContext) => Judgement | Promise<Judgement>;

/** A queue that builds up multiplies response times; at a fraction of a millisecond they differ by half without one. */
const STEADY = slo({ drift: '< 2' });
/** A target that takes longer to let go of its clients goes into the next trial as it is. */
const COOL_DOWN_MS = 60_000;

export interface TrialRequest {
  readonly load: number;
  readonly purpose: TrialPurpose;
  /** Length of the measure phase in place of the plan's; null = the plan's. */
  readonly holdMs: number | null;
  /** The target came up before: silence from now on is its failure. */
  readonly cameUp: boolean;
  /** As it was measured before the run was cut off; its loads are taken over. */
  readonly earlier?: CapacityTrial | undefined;
}

/** Throws CapacityError when `measure` returns no judgement, and whatever it throws itself. */
export async function runTrial(
  { load, purpose, holdMs, cameUp, earlier }: TrialRequest,
  measure: Measure,
  context: TestContext,
  cell: CellRecord,
): Promise<CapacityTrial> {
  // Its target was gone before there was a load.
  if (earlier?.run === null) return earlier;
  const startedAtMs = performance.now();
  const first = cell.runs.length;
  const endTrial = cell.beginTrial();
  context.load.holdMs = holdMs;
  if (earlier) cell.takenOver.beginTrial(earlier);
  let judged: Pick<Judgement, 'verdict' | 'reasons'>;
  try {
    judged = asJudgement(await measure(load, context));
  } catch (error) {
    if (!cameUp || (error as Error).name !== 'TargetUnavailable') throw error;
    judged = { verdict: 'fail', reasons: [(error as Error).message] };
  } finally {
    cell.takenOver.endTrial();
    context.load.holdMs = null;
  }
  const runs = cell.runs.slice(first);
  const last = runs.findLast(({ result }) => result.status === 'measured') ?? runs.at(-1);
  if (last && cameUp && last.result.status === 'invalid' && last.result.cause === 'target-never-came-up') {
    judged = { verdict: 'fail', reasons: [last.result.reason] };
  }
  const { judgements, disagreements } = endTrial();
  const rows = judgements.flatMap((judgement) => judgement.rows);
  if (last && purpose === 'confirm' && !rows.some(({ metric }) => /(^|\/)drift$/.test(metric))) {
    const { result: run, observation } = last;
    const drift = judgeResult({ run, observation, windowName: 'measure' }, STEADY);
    rows.push(...drift.rows);
    judged = worse(judged, drift);
  }
  return {
    load,
    purpose,
    verdict: judged.verdict,
    ...(judged.verdict === 'invalid' && rows.some(isShort) && { tooFewSamples: true as const }),
    targetDied: earlier?.targetDied ?? cell.trialTarget?.died?.() ?? false,
    reasons: judged.reasons.filter((reason) => !rows.some(({ message }) => message === reason)),
    slo: rows,
    disagreements,
    run: last ? cell.runs.lastIndexOf(last) : null,
    deliveredPerSecond: deliveredIn(last?.metrics ?? {})?.perSecond ?? null,
    durationMs: earlier?.durationMs ?? performance.now() - startedAtMs,
  };
}

/** Waits until the target has let go of the last load; starts it again when it died, unless that is to be seen. */
export async function coolDown(cell: CellRecord, next: TrialPurpose): Promise<void> {
  const target = cell.trialTarget;
  if (target?.died?.() && target.revive) {
    if (next === 'recovery') return;
    if (target.log) await cell.keepLog('broker', await target.log());
    await cell.notice(`${target.label} died: started again`);
    await target.revive();
  } else if ((await target?.untilIdle?.(COOL_DOWN_MS)) === false) {
    cell.warn(
      `the target was not idle ${COOL_DOWN_MS / 1000} s after a trial; the next one began nevertheless`,
    );
  }
}

function asJudgement(returned: unknown): Judgement {
  const { verdict, reasons } = (returned ?? {}) as Partial<Judgement>;
  if (verdict && Array.isArray(reasons)) return returned as Judgement;
  throw new CapacityError(
    'a capacity search needs a judgement of every load: return judge(await load.mqtt({ … }), promise).',
  );
}

const isShort = ({ tooFewSamples, soft }: SloRow): boolean => tooFewSamples === true && !soft;

const SEVERITY: readonly Verdict[] = ['pass', 'invalid', 'fail'];
type Found = Pick<Judgement, 'verdict' | 'reasons'>;

const worse = (one: Found, other: Found): Found => ({
  verdict: SEVERITY.indexOf(other.verdict) > SEVERITY.indexOf(one.verdict) ? other.verdict : one.verdict,
  reasons: [...one.reasons, ...other.reasons],
});
