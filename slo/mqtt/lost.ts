/** How many deliveries were lost. Of what slow consumers left unread, the broker says how much it has thrown away. */
import { count } from '../../text/quantity.ts';
import type { Missing } from '../measured.ts';
import type { Scope } from './scope.ts';

/** @returns why it is not known where the broker does not say, or says it only of more than the scope */
export function lostIn({ faults, run, observation }: Scope): number | Missing {
  const { lost, unread = 0 } = faults;
  if (unread === 0) return lost;
  const waiting = `${count(unread)} deliveries were unread at the end: they wait for a slow consumer, or the broker dropped them`;
  const dropped = observation?.broker?.publishDropped ?? null;
  if (dropped === null) return { missing: `${waiting}, and the broker's own count is not known ($SYS)` };
  // All that it dropped left gaps.
  if (dropped <= run.ledger.lost) return lost;
  if (faults === run.ledger) return Math.min(dropped, lost + unread);
  return {
    missing: `${waiting}; its own count is that of the whole load, so require lost of the measure phase without naming a group`,
  };
}
