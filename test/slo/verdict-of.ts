import type { Observation } from '../../saved/observation.ts';
import type { Verdict } from '../../saved/slo-row.ts';

import { judge } from '../../slo/judge/judge.ts';
import { type PromiseInput, slo } from '../../slo/promise.ts';
import { aRun, type RunShape } from './a-run.ts';

/** Of a promise with one objective. */
export function verdictOf(
  shape: RunShape,
  promise: PromiseInput,
  window = 'measure',
  observation: Observation | null = null,
): { verdict: Verdict; message: string } {
  const { verdict, message } = judge(aRun(shape), slo(promise), { window, observation }).rows[0]!;
  return { verdict, message };
}
