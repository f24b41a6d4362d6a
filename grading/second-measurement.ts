/** A sample of the cells a grade rests on, measured again: which, how, and whether it came out the same. Pure. */

import { createHash } from 'node:crypto';
import { definitionOf } from '../metrics/metrics.ts';
import { nameWith, readName } from '../metrics/names.ts';
import { capacityText, stopText } from '../reporters/capacity-text.ts';
import { parametersText } from '../reporters/cell-name.ts';
import { isSearch } from '../reporters/sweeps/search-as-sweep.ts';
import { whyNoPass } from '../reporters/why-no-pass.ts';
import type { SavedCell } from '../saved/cell.ts';
import type { Fingerprint } from '../saved/results.ts';
import type { MetricValue } from '../saved/slo-row.ts';
import { formatQuantity } from '../text/quantity.ts';
import { type Found, machineOf } from './matching-cells.ts';

export interface Again {
  readonly cell: string;
  /** Only a disagreement speaks against the submission; none is scored. */
  readonly outcome: 'agrees' | 'disagrees' | 'not measured';
  readonly text: string;
}

/**
 * `count` of them, drawn by the hash of the results they come from: the same of the same results, and nobody knows
 * which before the results are there.
 */
export function drawn(cells: readonly Found[], count: number): Found[] {
  const lot = ({ saved, cell }: Found): string =>
    createHash('sha256')
      .update(`${saved.sha256}\n${cell.suite}\n${nameOf(cell)}`)
      .digest('hex');
  return cells
    .map((found) => ({ found, lot: lot(found) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, count)
    .map(({ found }) => found);
}

/** `LAMPI users, 5 repeat` */
export const nameOf = ({ title, parameters }: SavedCell): string =>
  [title, parametersText(parameters)].filter(Boolean).join(', ');

/** `-t` for this cell alone. */
export const patternFor = ({ title, parameters }: SavedCell): string =>
  `${[...title.split(' > '), ...Object.entries(parameters).map((pair) => pair.join('='))]
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('(?: > | )')}$`;

/** The larger of two capacities over the smaller: searches of the same thing end so far apart at times, or twice their width. */
const CAPACITY_TIMES = 1.25;
/** Of rates, shares and counts. */
const FIGURE_TIMES = 1.25;
/** Counts may also differ by so many roots of the larger: a few failures come and go by chance (Poisson). */
const COUNT_ROOTS = 3;
/** Of response times: a few late answers move a tail. */
const TIME_TIMES = 2;

/** Verdict and figures of a cell beside those of its second measurement. */
export function compared(
  { cell: first, saved }: Found,
  { cell: second, fingerprint }: { readonly cell: SavedCell; readonly fingerprint: Fingerprint },
): Again {
  const name = nameOf(first);
  const unjudged = unjudgedBy(second);
  if (unjudged !== null) return { cell: name, outcome: 'not measured', text: unjudged };
  const elsewhere =
    machineOf(saved.results) !== machineOf({ fingerprint }) ||
    first.target?.kind !== second.target?.kind ||
    first.target?.quota !== second.target?.quota;
  if (elsewhere) {
    const same = first.verdict === second.verdict;
    return {
      cell: name,
      outcome: same ? 'agrees' : 'disagrees',
      text: `it was ${first.verdict}, and is ${second.verdict} in another environment, where figures are not held against each other`,
    };
  }
  const apart: string[] = [];
  const same: string[] = [];
  const add = (close: boolean, text: string) => (close ? same : apart).push(text);
  if (first.verdict !== second.verdict) apart.push(`it was ${first.verdict}, and is ${second.verdict}`);
  if (isSearch(first) && isSearch(second)) {
    const [one, other] = [first.capacity, second.capacity];
    const times = Math.max(CAPACITY_TIMES, 1 + (2 * one.widthPercent) / 100);
    const close =
      'lower' in one && 'lower' in other
        ? within(times, one.lower, other.lower)
        : one.bounds === other.bounds;
    add(close, `capacity ${capacityText(one)}, again ${capacityText(other)}`);
  } else {
    for (const { metric, window, soft } of first.slo) {
      const key = nameWith(metric, { window });
      const [one, other] = [first.metrics[key], second.metrics[key]];
      if (soft || !one || !other) continue;
      const times = one.unit === 'ms' ? TIME_TIMES : FIGURE_TIMES;
      const close =
        within(times, one.value, other.value) || byChance(countOf(metric, one), countOf(metric, other));
      add(close, `${key} ${shown(one)}, again ${shown(other)}`);
    }
  }
  const text = (apart.length > 0 ? apart : same).join('; ') || `${first.verdict} again`;
  return { cell: name, outcome: apart.length > 0 ? 'disagrees' : 'agrees', text };
}

/** Why a second run says nothing, on a busy machine say; null when it does. */
function unjudgedBy(second: SavedCell): string | null {
  if (second.verdict === 'invalid') {
    return `the second run was invalid: ${whyNoPass(second)}`;
  }
  return isSearch(second) && second.capacity.bounds === 'unknown'
    ? `the second search found no answer (${stopText(second.capacity.stop)})`
    : null;
}

const within = (times: number, one: number, other: number): boolean =>
  Math.max(one, other) <= times * Math.min(one, other);

const byChance = (one: number | null, other: number | null): boolean =>
  one !== null && other !== null && Math.abs(one - other) <= COUNT_ROOTS * Math.sqrt(Math.max(one, other));

/** How many there were, of a metric that counts or is a share of them; null of any other. */
function countOf(metric: string, { value, n }: MetricValue): number | null {
  const { metric: name } = readName(metric);
  if (name.endsWith('.share')) return (value * n) / 100;
  return definitionOf(name)?.dimension === 'count' ? value : null;
}

const shown = ({ value, unit }: MetricValue): string => formatQuantity(value, unit);
