/** The judge: a run and a promise in, a verdict with one row an objective out. Pure. */
import { nameWith, WHOLE_PHASE } from '../../metrics/names.ts';
import type { Observation } from '../../saved/observation.ts';
import type { AnyRunResult } from '../../saved/runs.ts';
import type { MetricValue, SloRow, Verdict } from '../../saved/slo-row.ts';
import { asShown, count, formatBound, formatExactly, formatQuantity } from '../../text/quantity.ts';
import { type Attribution, fail, invalid } from '../attribution.ts';
import { againstBaseline, type BaselineLookup, NO_BASELINE, type Resolved } from '../baseline.ts';
import { type Bound, holds, marginPercent } from '../bound.ts';
import type { Measured, Missing } from '../measured.ts';
import type { Objective, SloPromise } from '../promise.ts';
import { type Opened, open } from './opened.ts';

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

interface Examined {
  readonly measured: Measured;
  /** In the metric's unit. */
  readonly limit: number;
  readonly attribution: Attribution;
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

function judgeRow(
  { measured, limit, attribution }: Examined,
  { metric, bound: written, soft }: Objective,
  { bound, note, comparable }: Resolved,
  window: string,
): SloRow {
  const standsFor = written.ofOffered ? formatQuantity(limit, metric.definition.unit) : note;
  const required = standsFor ? `${written.text} (${standsFor})` : written.text;
  const compared = comparable ? limit : null;
  const found =
    'missing' in measured
      ? measured
      : { ...measured, shown: legible(measured.value, measured.unit, bound, limit) };
  return row({ metric, bound: written, soft }, window, attribution, { required, limit: compared, found });
}

/** Nothing was looked at: there is no run, or nothing of that name in it. */
const unmeasured = (objective: Objective, window: string, missing: string): SloRow => {
  const { text, limit, ofOffered, ofBaseline } = objective.bound;
  return row(objective, window, invalid(''), {
    required: text,
    limit: ofOffered || ofBaseline ? null : limit,
    found: { missing },
  });
};

interface RowFigures {
  /** For people. */
  readonly required: string;
  /** In the metric's unit; null where there is nothing to compare with. */
  readonly limit: number | null;
  readonly found: { readonly value: number; readonly n: number; readonly shown: string } | Missing;
}

function row(
  { metric, bound: { text: bound, operator }, soft }: Objective,
  window: string,
  { verdict, why }: Attribution,
  { required, limit, found }: RowFigures,
): SloRow {
  const missing = 'missing' in found ? found.missing : null;
  const { value, n, shown } =
    'missing' in found ? { value: null, n: 0, shown: `none: ${found.missing}` } : found;
  const name = window === WHOLE_PHASE ? metric.text : `${metric.text} (${window})`;
  return {
    metric: metric.text,
    window,
    bound,
    required,
    operator,
    limit,
    actual: shown,
    value,
    unit: metric.definition.unit,
    ok: verdict === 'pass',
    verdict,
    marginPercent: value === null || limit === null ? null : marginPercent(operator, value, limit),
    n,
    soft,
    why: why || (missing ?? ''),
    message: `${name} ${shown}, required ${formatBound(required)} (n = ${count(n)})${why && `: ${why}`}`,
  };
}

/** Rounded for reading, unless that would move the figure to the other side of the bound. */
function legible(value: number, unit: string, { operator }: Bound, limit: number): string {
  const faithful = holds(operator, asShown(value, unit), limit) === holds(operator, value, limit);
  return faithful ? formatQuantity(value, unit) : formatExactly(value, unit);
}
