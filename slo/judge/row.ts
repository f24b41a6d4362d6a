/** The row of one objective: required, measured, margin and whose doing it is, in numbers and for people. */
import { WHOLE_PHASE } from '../../metrics/names.ts';
import type { SloRow } from '../../saved/slo-row.ts';
import { asShown, count, formatBound, formatExactly, formatQuantity } from '../../text/quantity.ts';
import { type Attribution, invalid } from '../attribution.ts';
import type { Resolved } from '../baseline.ts';
import { type Bound, holds, marginPercent } from '../bound.ts';
import type { Measured, Missing } from '../measured.ts';
import type { Objective } from '../promise.ts';

export interface Examined {
  readonly measured: Measured;
  /** In the metric's unit. */
  readonly limit: number;
  readonly attribution: Attribution;
}

/** Of what was looked at. `limit`: in the metric's unit. */
export function judgedRow(
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
export const unmeasuredRow = (objective: Objective, window: string, missing: string): SloRow => {
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
  { verdict, why, tooFewSamples }: Attribution,
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
    ...(tooFewSamples && { tooFewSamples }),
    message: `${name} ${shown}, required ${formatBound(required)} (n = ${count(n)})${why && `: ${why}`}`,
  };
}

/** Rounded for reading, unless that would move the figure to the other side of the bound. */
function legible(value: number, unit: string, { operator }: Bound, limit: number): string {
  const faithful = holds(operator, asShown(value, unit), limit) === holds(operator, value, limit);
  return faithful ? formatQuantity(value, unit) : formatExactly(value, unit);
}
