/** The judge: a run and a promise in, a verdict with one row an objective out. Pure. */
import { type AnyRunResult, isHttpRun } from '../load/result.ts';
import type { Observation } from '../observe/observation.ts';
import type { SloRow, Verdict } from '../reporters/results.ts';
import { type Attribution, fail, invalid } from './attribution.ts';
import { type Bound, holds, marginPercent } from './bound.ts';
import { count } from './evidence.ts';
import { type Examined, examineHttp, examineMqtt } from './examine.ts';
import type { Objective, SloPromise } from './promise.ts';
import { asShown, formatBound, formatExactly, formatQuantity } from './quantity.ts';

export interface Judgement {
  /** Any fail: `fail`; else any invalid: `invalid`; else `pass`. Soft rows do not count. */
  readonly verdict: Verdict;
  /** One an objective, in the order of the promise, soft ones last. */
  readonly rows: readonly SloRow[];
  /** Why it is no pass: the message of every hard row that did not, or why the run is invalid. */
  readonly reasons: readonly string[];
}

export interface JudgeOptions {
  /** `measure`, the whole measure phase, unless given. */
  readonly window?: string;
  readonly observation?: Observation | null;
}

export function judge(
  run: AnyRunResult,
  promise: SloPromise,
  { window = 'measure', observation = null }: JudgeOptions = {},
): Judgement {
  if (run.status === 'invalid') {
    const rows = promise.objectives.map((objective) => unmeasured(objective, window, run.reason));
    return { verdict: 'invalid', rows, reasons: [run.reason] };
  }
  const examine = isHttpRun(run)
    ? examineHttp(run, observation, window)
    : examineMqtt(run, observation, window);
  const rows = promise.objectives.map((objective) => {
    const examined = examine(objective);
    return 'missing' in examined
      ? unmeasured(objective, window, examined.missing)
      : judgeRow(examined, objective, window, run.targetDown);
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
  };
}

function judgeRow(
  { measured, limit, ...examined }: Examined,
  { metric, bound, soft }: Objective,
  window: string,
  targetDown: string | null,
): SloRow {
  const { definition } = metric;
  // A target that did not survive the load failed it, whatever was measured until then.
  const attribution =
    targetDown === null ? examined.attribution : fail(`the target was down after the run: ${targetDown}`);
  const present = !('missing' in measured);
  return row(metric.text, window, bound, soft, attribution, {
    actual: present ? legible(measured.value, measured.unit, bound, limit) : `none: ${measured.missing}`,
    marginPercent: present ? marginPercent(bound.operator, measured.value, limit) : null,
    n: present ? measured.n : 0,
    required: `${formatBound(bound.text)}${bound.ofOffered ? ` (${formatQuantity(limit, definition.unit)})` : ''}`,
  });
}

const unmeasured = ({ metric, bound, soft }: Objective, window: string, reason: string): SloRow =>
  row(metric.text, window, bound, soft, invalid(reason), {
    actual: `none: ${reason}`,
    marginPercent: null,
    n: 0,
    required: formatBound(bound.text),
  });

function row(
  metric: string,
  window: string,
  bound: Bound,
  soft: boolean,
  { verdict, why }: Attribution,
  found: Pick<SloRow, 'actual' | 'marginPercent' | 'n'> & { readonly required: string },
): SloRow {
  const { actual, n, required } = found;
  const name = window === 'measure' ? metric : `${metric} (${window})`;
  const rest = why === '' || actual.endsWith(why) ? '' : `: ${why}`;
  return {
    metric,
    window,
    required: bound.text,
    actual,
    ok: verdict === 'pass',
    verdict,
    marginPercent: found.marginPercent,
    n,
    soft,
    message: `${name} ${actual}, required ${required} (n = ${count(n)})${rest}`,
  };
}

/** Rounded for reading, unless that would move the figure to the other side of the bound. */
function legible(value: number, unit: string, { operator }: Bound, limit: number): string {
  const faithful = holds(operator, asShown(value, unit), limit) === holds(operator, value, limit);
  return faithful ? formatQuantity(value, unit) : formatExactly(value, unit);
}
