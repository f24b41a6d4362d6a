/** The judge: a run and a promise in, a verdict with one row an objective out. Pure. */
import { nameWith, WHOLE_PHASE } from '../../metrics/names.ts';
import type { Observation } from '../../saved/observation.ts';
import { type AnyRunResult, isHttpRun } from '../../saved/runs.ts';
import type { MetricValue, SloRow, Verdict } from '../../saved/slo-row.ts';
import { asShown, formatBound, formatExactly, formatQuantity } from '../../text/quantity.ts';
import { type Attribution, fail, invalid } from '../attribution.ts';
import { againstBaseline, type BaselineLookup, NO_BASELINE, type Resolved } from '../baseline.ts';
import { type Bound, holds, marginPercent } from '../bound.ts';
import { count } from '../mqtt/evidence.ts';
import type { Objective, SloPromise } from '../promise.ts';
import { type Examined, examineHttp, examineMqtt } from './examine.ts';

export interface Judgement {
  /** Any fail: `fail`; else any invalid: `invalid`; else `pass`. Soft rows do not count. */
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
    const rows = promise.objectives.map((objective) => unmeasured(objective, window, run.reason));
    const disturbed = run.cause === 'agent-died' && { disturbed: true as const };
    return { verdict: 'invalid', rows, reasons: [run.reason], ...disturbed };
  }
  const examine = isHttpRun(run)
    ? examineHttp(run, observation, window)
    : examineMqtt(run, observation, window);
  const figures: Record<string, MetricValue> = {};
  const disturbed = new Set<SloRow>();
  const rows = promise.objectives.map((objective) => {
    const { metric, bound } = objective;
    const name = nameWith(metric.text, { window });
    const resolved = bound.ofBaseline
      ? againstBaseline(bound, metric.definition.unit, baseline(name))
      : { bound, note: '', refused: null };
    const examined = examine({ ...objective, bound: resolved.bound });
    if ('missing' in examined) return unmeasured(objective, window, examined.missing);
    if (!('missing' in examined.measured)) figures[name] = examined.measured;
    const attribution = withReason(examined.attribution, resolved.refused, run.targetDown);
    const judged = judgeRow({ ...examined, attribution }, objective, resolved, window);
    if (attribution.disturbed) disturbed.add(judged);
    return judged;
  });
  const broken = rows.filter(({ soft, ok }) => !soft && !ok);
  return {
    verdict: broken.some(({ verdict }) => verdict === 'fail')
      ? 'fail'
      : broken.length > 0
        ? 'invalid'
        : 'pass',
    rows,
    reasons: broken.map(({ message }) => message),
    figures,
    ...(broken.length > 0 && broken.every((row) => disturbed.has(row)) && { disturbed: true }),
  };
}

function judgeRow(
  { measured, limit, attribution }: Examined,
  { metric, bound: { text, ofOffered }, soft }: Objective,
  { bound, note }: Resolved,
  window: string,
): SloRow {
  const present = !('missing' in measured);
  const standsFor = ofOffered ? formatQuantity(limit, metric.definition.unit) : note;
  return row({ metric, bound, soft }, window, attribution, {
    required: standsFor ? `${text} (${standsFor})` : text,
    limit: Number.isFinite(limit) ? limit : null,
    value: present ? measured.value : null,
    actual: present ? legible(measured.value, measured.unit, bound, limit) : `none: ${measured.missing}`,
    marginPercent:
      present && Number.isFinite(limit) ? marginPercent(bound.operator, measured.value, limit) : null,
    n: present ? measured.n : 0,
  });
}

/** A target that did not survive the load failed it, whatever was measured until then. */
function withReason(found: Attribution, refused: string | null, targetDown: string | null): Attribution {
  if (targetDown !== null) return fail(`the target was down after the run: ${targetDown}`);
  return refused === null || found.verdict === 'fail' ? found : invalid(refused);
}

const unmeasured = (objective: Objective, window: string, reason: string): SloRow =>
  row(objective, window, invalid(reason), {
    required: objective.bound.text,
    limit: isAbsolute(objective.bound) ? objective.bound.limit : null,
    value: null,
    actual: `none: ${reason}`,
    marginPercent: null,
    n: 0,
  });

const isAbsolute = ({ ofOffered, ofBaseline }: Bound): boolean => !ofOffered && !ofBaseline;

function row(
  { metric, bound: { operator }, soft }: Objective,
  window: string,
  { verdict, why }: Attribution,
  found: Pick<SloRow, 'required' | 'limit' | 'value' | 'actual' | 'marginPercent' | 'n'>,
): SloRow {
  const { required, actual, n } = found;
  const name = window === WHOLE_PHASE ? metric.text : `${metric.text} (${window})`;
  const rest = why === '' || actual.endsWith(why) ? '' : `: ${why}`;
  return {
    metric: metric.text,
    window,
    operator,
    unit: metric.definition.unit,
    ...found,
    ok: verdict === 'pass',
    verdict,
    soft,
    why,
    message: `${name} ${actual}, required ${formatBound(required)} (n = ${count(n)})${rest}`,
  };
}

/** Rounded for reading, unless that would move the figure to the other side of the bound. */
function legible(value: number, unit: string, { operator }: Bound, limit: number): string {
  const faithful = holds(operator, asShown(value, unit), limit) === holds(operator, value, limit);
  return faithful ? formatQuantity(value, unit) : formatExactly(value, unit);
}
