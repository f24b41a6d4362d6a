/** Carries a capacity search out, trial by trial, and keeps the answer so far after each. */
import type { CellRecord } from '../../fixtures/cell/record.ts';
import { ResumeError } from '../../fixtures/cell/resume-error.ts';
import type { TestContext } from '../../fixtures/test.ts';
import { betweenText, loadOf } from '../../reporters/capacity-text.ts';
import { whyNoPass } from '../../reporters/why-no-pass.ts';
import type { CapacityResult, CapacityTrial } from '../../saved/capacity.ts';
import type { MetricValue } from '../../saved/slo-row.ts';
import { answerOf } from './answer.ts';
import type { CapacityPlan } from './options.ts';
import { nextStep } from './search.ts';
import { coolDown, type Measure, runTrial } from './trial.ts';
import { otherSearch, trialsBefore } from './trials-before.ts';

export async function runSearch(
  plan: CapacityPlan,
  axis: string,
  measure: Measure,
  context: TestContext,
  cell: CellRecord,
): Promise<CapacityResult> {
  const trials: CapacityTrial[] = [];
  const before = trialsOf(plan, axis, cell);
  /** The last trial was carried out, not taken over. */
  let measured = false;
  let told = 0;
  for (;;) {
    const step = nextStep(plan, trials);
    const interrupted = context.signal.aborted;
    // Kept after every trial: whatever ends the test early, what was found stays.
    const answer = answerOf(
      plan,
      axis,
      trials,
      step.kind === 'done' && !interrupted ? step.stop : 'interrupted',
    );
    cell.searched(answer, metricsOf(answer));
    if (measured && step.kind !== 'done' && !interrupted) await cell.keepSoFar();
    if (trials.length > told) {
      told = trials.length;
      await cell.notice(trialLine(plan, axis, trials, measured));
    }
    if (step.kind === 'done' || interrupted) return answer;

    const { load, purpose } = step;
    const lower = 'lower' in answer ? answer.lower : null;
    const upper = 'upper' in answer ? answer.upper : null;
    await cell.standing({ axis, unit: plan.unit, trial: trials.length + 1, load, purpose, lower, upper });
    const earlier =
      before.at(0)?.load === load && before[0]?.purpose === purpose ? before.shift() : undefined;
    // What comes next is no longer what came next before.
    if (earlier === undefined) before.length = 0;
    if (measured) await coolDown(cell, purpose);
    const cameUp = trials.some(({ verdict }) => verdict !== 'invalid');
    const holdMs = purpose === 'confirm' ? plan.confirmMs : null;
    const trial = await runTrial({ load, purpose, holdMs, cameUp, earlier }, measure, context, cell);
    if (context.signal.aborted) continue;
    trials.push(trial);
    measured = earlier === undefined;
  }
}

/** Of the run that was cut off. @throws ResumeError */
function trialsOf(plan: CapacityPlan, axis: string, cell: CellRecord): CapacityTrial[] {
  const earlier = cell.takenOver.cell;
  if (!earlier?.capacity) return [];
  const differing = otherSearch(earlier.capacity, plan, axis);
  if (differing) throw new ResumeError(`The search is not the one that was cut off: ${differing}.`);
  cell.warn(...earlier.warnings);
  return [...trialsBefore(plan, earlier.capacity)];
}

/** `trial 7: 566 clients: fail: publish.ack.p99 180 ms, required < 100 ms (n = 900); now 400 to 566 clients` */
function trialLine(
  plan: CapacityPlan,
  axis: string,
  trials: readonly CapacityTrial[],
  measured: boolean,
): string {
  const trial = trials.at(-1) as CapacityTrial;
  const { load, purpose, verdict } = trial;
  const counted = { axis, unit: plan.unit };
  const answer = answerOf(plan, axis, trials, 'interrupted');
  const lower = 'lower' in answer ? answer.lower : null;
  const upper = 'upper' in answer ? answer.upper : null;
  const what = `${loadOf(counted, load)}${purpose === 'search' ? '' : ` (${purpose})`}`;
  const why = verdict === 'pass' ? '' : `: ${whyNoPass(trial)}`;
  const known = lower === null && upper === null ? '' : ` · so far ${betweenText(counted, lower, upper)}`;
  const when = measured ? '' : ' (measured before)';
  return `trial ${trials.length}: ${what}: ${verdict}${when}${why}${known}`;
}

function metricsOf(answer: CapacityResult): Record<string, MetricValue> {
  if (!('lower' in answer)) return {};
  const { lower, deliveredPerSecond, trials, unit } = answer;
  const n = trials.length;
  return {
    capacity: { value: lower, unit, n },
    ...('upper' in answer && { 'capacity.upper': { value: answer.upper, unit, n } }),
    ...(deliveredPerSecond !== null && {
      'capacity.delivered': { value: deliveredPerSecond, unit: '/s', n },
    }),
  };
}
