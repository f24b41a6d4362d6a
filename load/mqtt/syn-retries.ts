/**
 * Connections whose first SYN was not answered. TCP sends it again after a second and then after further whole seconds
 * (RFC 6298, 2.1 and 5.5), so they take whole seconds and a little. Where nothing loses packets, the listen backlog of the
 * target was full.
 */
import { sumOf } from '../../statistics/sum.ts';
import { count } from '../../text/format.ts';

const SECOND_US = 1e6;
/** A timer of the kernel may be early, and a target that just begins to answer has others to answer, too. */
const EARLY_US = 10_000;
const LATE_US = 150_000;

/** After how many seconds the SYN was sent that was answered; 0 = the first one was. */
export function retriedAfterS(tcpUs: number): number {
  if (tcpUs < SECOND_US - EARLY_US) return 0;
  const seconds = Math.floor((tcpUs + EARLY_US) / SECOND_US);
  return tcpUs - seconds * SECOND_US <= LATE_US ? seconds : 0;
}

/** By the seconds after which they were answered. */
export type SynRetries = Readonly<Record<string, number>>;

/** `36 connections waited for a second SYN (after 1 s: 36): …`; null where none did. */
export function synRetriesText(retries: SynRetries): string | null {
  const steps = Object.entries(retries);
  if (steps.length === 0) return null;
  const all = sumOf(steps, ([, connections]) => connections);
  const after = steps.map(([seconds, connections]) => `${seconds} s: ${count(connections)}`).join(', ');
  return `${count(all)} ${all === 1 ? 'connection was' : 'connections were'} made only when the SYN was sent again (after ${after}): the listen backlog of the target was full, or packets were lost`;
}
