/** What a saved cell says of one metric: its sample in a comparison or a bisect. Pure. */
import { planHash } from '../../load/plan-hash.ts';
import { count } from '../../reporters/format.ts';
import type { AnyCell } from '../../reporters/results.ts';
import { loadOf, samplesFor } from './saved-metric.ts';

export type Sample = { readonly value: number } | { readonly invalid: string };

/** A breach is a measurement like any other; an invalid cell, or a target that did not survive, is none. */
export function sampleOf(cell: AnyCell, metric: string): Sample {
  const fault = faultOf(cell);
  if (fault !== null) return { invalid: fault };
  const measured = cell.metrics[metric];
  if (!measured) return { invalid: `${metric} was not measured` };
  const needed = samplesFor(metric);
  return measured.n < needed
    ? {
        invalid: `${metric} needs ${count(needed)} samples, there are ${count(measured.n)}: make the run longer with --for`,
      }
    : { value: measured.value };
}

/** Why nothing that the cell measured can be relied on; null: it can. */
export const faultOf = (cell: AnyCell): string | null =>
  cell.verdict === 'invalid' ? cell.reasons.join('; ') || 'the run is invalid' : deathOf(cell);

/** Why its target was down at the end, null: it was not. Of a search it may be: its trials go to where that happens. */
export function deathOf({ capacity, runs }: AnyCell): string | null {
  if (capacity) return null;
  for (const { result } of runs) {
    if (result.status === 'measured' && result.targetDown !== null)
      return `the target was down after the run: ${result.targetDown}`;
  }
  return null;
}

/** The plan of the one load the metric is of: a test that ends at its first load has put no other on. Null: no such load. */
export function loadHash({ runs }: AnyCell, metric: string): string | null {
  const run = runs[loadOf(metric)];
  return run ? planHash([run.result.plan]) : null;
}
