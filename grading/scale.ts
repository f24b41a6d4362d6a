/** A criterion with partial credit: a capacity, a metric or a ratio of two, on a scale. Pure. */

import { capacityText } from '../reporters/capacity-text.ts';
import { isSearch } from '../reporters/sweeps/search-as-sweep.ts';
import { whyNoPass } from '../reporters/why-no-pass.ts';
import type { SavedCell } from '../saved/cell.ts';
import { plural, significant } from '../text/format.ts';
import { formatQuantity } from '../text/quantity.ts';
import { evidenceOf, type Finding, nothing, tenths } from './finding.ts';
import {
  absence,
  cellsFor,
  type Found,
  isWhole,
  machineOf,
  promiseProblem,
  spaceless,
} from './matching-cells.ts';
import { capacityInterval, type Interval } from './measured-capacity.ts';
import type { CellPattern, Scale } from './rubric.ts';
import { differentLoad } from './same-load.ts';
import type { Submission } from './submission.ts';

interface Measured extends Interval {
  readonly found: Found;
  readonly text: string;
}

/** Points by the end of the interval that is sure: of what rises its lower one, of what falls its upper one. */
export function gradeScale(scale: Scale, points: number, submission: Submission): Finding {
  const value = measuredOf(scale.cell, scale.metric, submission);
  if ('points' in value) return value;
  if (!scale.over) {
    const interval = exact(value) ? value.text : `${value.text} (certain: ${sureText(value, scale)})`;
    return finding([value], interval, value, scale, points);
  }
  const base = measuredOf(scale.over, scale.metric, submission);
  if ('points' in base) return base;
  const problem = incomparable(value.found, base.found);
  if (problem !== null)
    return nothing(problem, { evidence: [value, base].map(shown), cells: [value.found, base.found] });
  const ratio: Interval = {
    atLeast: base.atMost === null ? 0 : quotient(value.atLeast, base.atMost),
    atMost: value.atMost === null || base.atLeast === 0 ? null : value.atMost / base.atLeast,
  };
  const text = `${value.text} over ${base.text}: ${exact(ratio) ? times(ratio.atLeast) : `between ${times(ratio.atLeast)} and ${ratio.atMost === null ? 'any more' : times(ratio.atMost)}, certain: ${sureText(ratio, scale)}`}`;
  return finding([value, base], text, ratio, scale, points);
}

function finding(
  measured: readonly Measured[],
  text: string,
  interval: Interval,
  scale: Scale,
  points: number,
): Finding {
  const sure = sureOf(interval, scale);
  return {
    points: sure === null ? 0 : tenths(pointsAt(sure, scale, points)),
    why: `${text}; ${scaleText(scale, points)}`,
    evidence: measured.map(shown),
    cells: measured.map(({ found }) => found),
    documents: [],
  };
}

const shown = ({ found, text }: Measured) =>
  evidenceOf(found, isSearch(found.cell) ? 'Capacity' : 'Matrix', text);

/** The one cell that is meant; the finding where there is none, or it does not say. */
function measuredOf(pattern: CellPattern, metric: string, submission: Submission): Measured | Finding {
  const cells = cellsFor(pattern, submission);
  const [found] = cells;
  if (!found) return nothing(absence(pattern, submission));
  if (cells.length > 1)
    return nothing(
      `one cell is meant, ${plural(cells.length, 'cell')} match ${pattern.suite}, "${pattern.title}": name title and parameters in the rubric`,
      { cells },
    );
  const none = (why: string) => nothing(`${found.cell.title}: ${why}`, { cells });
  const problem = promiseProblem(pattern, found.cell);
  if (problem !== null) return none(problem);
  if (metric === 'capacity') {
    if (!isSearch(found.cell)) return none('it is no capacity search');
    const interval = capacityInterval(found.cell);
    if ('problem' in interval) return none(interval.problem);
    return { found, text: `capacity ${capacityText(found.cell.capacity)}`, ...interval };
  }
  if (found.cell.verdict === 'invalid') return none(`not judged: ${whyNoPass(found.cell)}`);
  const figure = found.cell.metrics[metric];
  if (!figure) return none(`it has no ${metric}`);
  const text = `${metric} ${formatQuantity(figure.value, figure.unit)}`;
  return { found, text, atLeast: figure.value, atMost: figure.value };
}

/** Why a ratio of the two would say nothing of the target; null when it does. */
function incomparable(one: Found, other: Found): string | null {
  const [a, b] = [one, other].map(({ saved, cell }) => ({
    saved,
    cell,
    search: isSearch(cell) ? cell.capacity : null,
  }));
  if (machineOf(one.saved.results) !== machineOf(other.saved.results))
    return 'the two were measured on different machines';
  if (a!.cell.target?.kind !== b!.cell.target?.kind)
    return `the two had different kinds of target: ${a!.cell.target?.kind ?? 'none'} and ${b!.cell.target?.kind ?? 'none'}`;
  if (a!.cell.target?.quota !== b!.cell.target?.quota)
    return `the two had different quotas: ${a!.cell.target?.quota ?? 'none'} and ${b!.cell.target?.quota ?? 'none'}`;
  if (a!.search?.axis !== b!.search?.axis || a!.search?.unit !== b!.search?.unit)
    return `${a!.search?.axis} and ${b!.search?.axis} cannot be compared`;
  if (differentLoad(one.cell, other.cell))
    return 'the two were put under different loads: their plans differ';
  const promises = [one, other].map(({ cell }) => promised(cell) || 'none');
  return promises[0] === promises[1]
    ? null
    : `the two were judged by different promises: ${promises[0]}, and ${promises[1]}`;
}

/** Of a search what was promised in its trials; the floor under its answer changes no figure. */
const promised = (cell: SavedCell): string =>
  [
    ...new Set(
      (isSearch(cell) ? cell.capacity.trials.flatMap(({ slo }) => slo) : cell.slo)
        .filter(isWhole)
        .map(({ metric, bound }) => `${metric} ${spaceless(bound)}`),
    ),
  ]
    .sort()
    .join(', ');

const rises = ({ linear, steps }: Scale): boolean =>
  linear ? linear.to > linear.from : steps!.at(-1)!.at > steps![0]!.at;

const sureOf = (interval: Interval, scale: Scale): number | null =>
  rises(scale) ? interval.atLeast : interval.atMost;

function pointsAt(value: number, scale: Scale, points: number): number {
  const { linear, steps } = scale;
  if (linear) return points * Math.min(1, Math.max(0, (value - linear.from) / (linear.to - linear.from)));
  return steps!.findLast(({ at }) => (rises(scale) ? value >= at : value <= at))?.points ?? 0;
}

function scaleText({ linear, steps }: Scale, points: number): string {
  if (linear) return `no point at ${linear.from}, ${points} at ${linear.to}, in proportion between`;
  return steps!.map(({ at, points: worth }) => `${plural(worth, 'point')} from ${at}`).join(', ');
}

const exact = ({ atLeast, atMost }: Interval): boolean => atLeast === atMost;
const quotient = (value: number, by: number): number => (by === 0 ? 0 : value / by);
const times = (value: number): string => `${significant(value)}×`;
const sureText = (interval: Interval, scale: Scale): string => {
  const sure = sureOf(interval, scale);
  return sure === null ? 'nothing' : significant(sure);
};
