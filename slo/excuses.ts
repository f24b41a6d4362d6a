/**
 * What excuses a target for a breach: that an agent stalled or was kept from running, that its event loop was full, that the machine's host took CPU
 * time from it. It is asked the same way of every protocol. A stall and stolen time have to explain the breach.
 */
import { formatQuantity } from '../text/quantity.ts';
import { type Attribution, disturbed, fail } from './attribution.ts';
import { type Evidence, fullLoop, type Stretch } from './evidence.ts';
import { STALL_REACH } from './limits.ts';
import { feltWithin, type Pauses, stallsWithin } from './stalls.ts';
import { stolenWithin } from './stolen.ts';

/** Whether the bound would be met without these pauses. `touches`: whether one of them was felt in [fromMs, toMs). */
export type Explains = (pauses: Pauses, touches: (fromMs: number, toMs: number) => boolean) => boolean;

/** Null: nothing excuses the target. `setup`: the stretch is that of the phase before the load. */
export function excused(
  evidence: Evidence,
  { fromMs, toMs, setup = false }: Stretch & { readonly setup?: boolean },
  explains: Explains,
): Attribution | null {
  const { agents, observation, targetFault, generatorBound, fillsLoop } = evidence;
  const faultless = setup || targetFault === null;
  const when = setup ? 'before the measure phase' : 'in the window';
  const stalls = stallsWithin(agents, fromMs, toMs);
  const felt = (from: number, to: number): boolean => feltWithin(agents, from, to);
  if (faultless && stalls.longestMs > 0 && explains(stalls, felt)) {
    const length = formatQuantity(stalls.longestMs, 'ms');
    return disturbed(`an agent stalled for ${length} ${when}; without that the bound is met`);
  }
  if (!setup && generatorBound !== null) return fail(generatorBound);
  if (!faultless) return null;
  const held = setup ? undefined : observation?.generatorHeld;
  if (held !== undefined) return disturbed(`${held}: what was measured is its own delay`);
  const full = setup || fillsLoop ? null : fullLoop(evidence);
  if (full !== null) return disturbed(full);
  const stolen = stolenWithin(observation?.system, fromMs, toMs);
  const taken = (from: number, to: number): boolean =>
    stolenWithin(observation?.system, from, to).totalMs > 0;
  if (stolen.longestMs === 0 || !explains(stolen, taken)) return null;
  const length = formatQuantity(stolen.longestMs, 'ms');
  return disturbed(
    `the machine's host took a CPU away for up to ${length} (steal); without that the bound is met`,
  );
}

/** The largest share of what was under way for `judgedMs` that the pauses can have touched. */
export const touchedShare = ({ totalMs }: Pauses, judgedMs: number): number =>
  (STALL_REACH * totalMs) / judgedMs;
