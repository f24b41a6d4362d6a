import { sentAgain } from '../payload.ts';
import type { VirtualClients } from '../virtual-clients.ts';
import type { Outgoing } from './outgoing.ts';
import { ACK_BYTES, DUP, PUBREL } from './packets.ts';
import type { Window } from './window.ts';

/**
 * What a client that is back sends of a message that was not acknowledged: PUBREL where the broker has it, else the message with
 * DUP (OASIS MQTT 5 4.4). Rare, and many in a row: each has a buffer of its own.
 */
export function packetAgain(
  position: number,
  place: number,
  window: Window,
  outgoing: Outgoing,
  clients: VirtualClients,
): Buffer {
  const packetId = window.packetIdOf(position, place);
  const memory = window.memory!;
  if (memory.taken[place] === 1) {
    const release = Buffer.allocUnsafe(ACK_BYTES);
    release.writeUInt32BE(PUBREL + packetId);
    return release;
  }
  const dueUs = window.intendedUs[place]!;
  const lagUs = sentAgain(window.serviceFromUs[place]! - dueUs);
  const n = memory.sequence[place]!;
  const [sequence, client] = [clients.sequenceOf(position, n), clients.clientOf(position, n)];
  const copy = Buffer.from(outgoing.packetFor(packetId, dueUs, sequence, lagUs, client));
  copy[0]! |= DUP;
  memory.sentAgain(position, place);
  return copy;
}
