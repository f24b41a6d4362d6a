/** What a saved cell says of one metric: its sample in a comparison or a bisect. Pure. */

import { interruptionText } from '../../load/cut-short.ts';
import { readName } from '../../metrics/names.ts';
import { shortTrialText } from '../../reporters/capacity-text.ts';
import { whyNoPass } from '../../reporters/why-no-pass.ts';
import type { CapacityResult } from '../../saved/capacity.ts';
import type { AnyCell } from '../../saved/cell.ts';
import { planHash } from '../../saved/plan-hash.ts';
import { count } from '../../text/format.ts';
import { isAnswer, samplesFor } from './saved-metric.ts';

export type Sample = { readonly value: number } | { readonly invalid: string };

/** A breach is a measurement like any other; an invalid cell, or a target that did not survive, is none. */
export function sampleOf(cell: AnyCell, metric: string): Sample {
  const fault = faultOf(cell);
  if (fault !== null) return { invalid: fault };
  const answer = cell.capacity && isAnswer(metric) ? answerOf(cell.capacity, metric) : null;
  if (answer !== null) return answer;
  const measured = cell.metrics[metric];
  if (!measured) return { invalid: `${metric} was not measured` };
  const needed = samplesFor(metric);
  return measured.n < needed
    ? {
        invalid: `${metric} needs ${count(needed)} samples, there are ${count(measured.n)}: make the run longer with --for`,
      }
    : { value: measured.value };
}

/**
 * A search that ended before its answer, by no doing of the target's, knows bounds, and no value. One whose lowest load
 * fails already has 0: it ranks below whatever held. Null: it is as it was saved.
 */
function answerOf(capacity: CapacityResult, metric: string): Sample | null {
  const { stop, bounds } = capacity;
  if (stop === 'too few samples') return { invalid: shortTrialText(capacity) };
  if (stop === 'generator limit')
    return {
      invalid: `the search ended without an answer, because the generator reached its limit: lower \`to\`, or add agents`,
    };
  if (stop === 'interrupted') return { invalid: 'the search was interrupted' };
  if (bounds !== 'below') return null;
  return { value: metric === 'capacity.upper' ? capacity.upper : 0 };
}

/** Why nothing that the cell measured can be relied on; null: it can. */
export const faultOf = (cell: AnyCell): string | null =>
  cell.verdict === 'invalid' ? whyNoPass(cell) : (deathOf(cell) ?? interruptionOf(cell));

/** Only a part of its load was carried out. */
function interruptionOf({ runs }: AnyCell): string | null {
  for (const { result } of runs)
    if (result.status === 'measured' && result.interrupted) return interruptionText(result.interrupted);
  return null;
}

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
  const run = runs[readName(metric).load];
  return run ? planHash([run.result.plan]) : null;
}
