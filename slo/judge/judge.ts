/** The judge: a run and a promise in, a verdict with one row an objective out. Pure. */
import { interruptionText } from '../../load/cut-short.ts';
import { nameWith, WHOLE_PHASE } from '../../metrics/names.ts';
import type { Observation } from '../../saved/observation.ts';
import type { AnyRunResult } from '../../saved/runs.ts';
import type { MetricValue, SloRow, Verdict } from '../../saved/slo-row.ts';
import { type Attribution, fail, invalid } from '../attribution.ts';
import { againstBaseline, type BaselineLookup, NO_BASELINE } from '../baseline.ts';
import { soFar } from '../interrupted.ts';
import type { Missing } from '../measured.ts';
import type { Objective, SloPromise } from '../promise.ts';
import { type Opened, open } from './opened.ts';
import { type Examined, judgedRow, unmeasuredRow } from './row.ts';

export interface Judgement {
  /** Any fail: `fail`; else any invalid, or an interrupted load: `invalid`; else `pass`. Soft rows do not count. */
  readonly verdict: Verdict;
  /** One an objective, in the order of the promise, soft ones last. */
  readonly rows: readonly SloRow[];
  /** Why it is no pass: the message of every hard row that did not, or why the run is invalid. */
  readonly reasons: readonly string[];
  /** Invalid for nothing but what the generator suffered: another run may well be judged. */
  readonly disturbed?: true;
  /** What was measured for the rows, by name as in the results. */
  readonly figures?: Readonly<Record<string, MetricValue>>;
}

export interface JudgeOptions {
  /** `measure`, the whole measure phase, unless given. */
  readonly window?: string;
  readonly observation?: Observation | null;
  /** Of the test; without it nothing can be said about bounds relative to a baseline. */
  readonly baseline?: BaselineLookup;
}

export function judge(
  run: AnyRunResult,
  promise: SloPromise,
  { window = WHOLE_PHASE, observation = null, baseline = NO_BASELINE }: JudgeOptions = {},
): Judgement {
  if (run.status === 'invalid') {
    const rows = promise.objectives.map((objective) => unmeasuredRow(objective, window, run.reason));
    const disturbed = run.cause === 'agent-died' && { disturbed: true as const };
    return { verdict: 'invalid', rows, reasons: [run.reason], ...disturbed };
  }
  const opened = open(run, observation);
  const figures: Record<string, MetricValue> = {};
  const disturbed = new Set<SloRow>();
  const rows = promise.objectives.map((objective) => {
    const { metric, bound } = objective;
    const name = nameWith(metric.text, { window });
    const resolved = bound.ofBaseline
      ? againstBaseline(bound, metric.definition.unit, baseline(name))
      : { bound, note: '', refused: null, comparable: true };
    const examined = examine(opened, { ...objective, bound: resolved.bound }, window);
    if ('missing' in examined) return unmeasuredRow(objective, window, examined.missing);
    if (!('missing' in examined.measured)) figures[name] = examined.measured;
    const found = run.interrupted
      ? soFar(examined.attribution, metric.definition, bound, examined, run.interrupted)
      : examined.attribution;
    const attribution = withReason(found, resolved.refused, run.targetDown);
    const judged = judgedRow({ ...examined, attribution }, objective, resolved, window);
    if (attribution.disturbed) disturbed.add(judged);
    return judged;
  });
  const broken = rows.filter(({ soft, ok }) => !soft && !ok);
  // Whatever was met until then might not have been at the end.
  const interrupted = run.interrupted ? [interruptionText(run.interrupted)] : [];
  const unmet = broken.length > 0 || interrupted.length > 0;
  return {
    verdict: broken.some(({ verdict }) => verdict === 'fail') ? 'fail' : unmet ? 'invalid' : 'pass',
    rows,
    reasons: [...interrupted, ...broken.map(({ message }) => message)],
    figures,
    ...(broken.length > 0 &&
      interrupted.length === 0 &&
      broken.every((row) => disturbed.has(row)) && { disturbed: true }),
  };
}

/** What a run says to one objective. */
function examine(opened: Opened, { metric, bound }: Objective, window: string): Examined | Missing {
  const definition = opened.definition(metric);
  if ('missing' in definition) return definition;
  const part = opened.part(window, metric.group);
  if ('missing' in part) return part;
  const limit = part.limit(definition, bound);
  if (typeof limit === 'object') return limit;
  const measured = part.measure(definition);
  return { measured, limit, attribution: part.attribute(definition, bound, limit, measured) };
}

/** A target that did not survive the load failed it, whatever was measured until then. */
function withReason(found: Attribution, refused: string | null, targetDown: string | null): Attribution {
  if (targetDown !== null) return fail(`the target was down after the run: ${targetDown}`);
  return refused === null || found.verdict === 'fail' ? found : invalid(refused);
}
