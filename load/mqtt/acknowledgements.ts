/** What a client answers to the packets of one read goes out in one write. */
import type { Wire } from '../socket/wire.ts';
import { ACK_BYTES } from './packets.ts';

/** Of all clients of a process, one read after another. */
let acks = Buffer.allocUnsafeSlow(16 * 1024);
let length = 0;

/** `packet`: PUBACK, PUBREC, PUBREL or PUBCOMP. */
export function acknowledge(packet: number, packetId: number, socket: Wire | null): void {
  if (length + ACK_BYTES > acks.length) writeAcknowledgements(socket);
  acks.writeUInt32BE(packet + packetId, length);
  length += ACK_BYTES;
}

/** Does nothing when there are none. */
export function writeAcknowledgements(socket: Wire | null): void {
  if (length === 0) return;
  const written = acks.subarray(0, length);
  length = 0;
  if (!socket || socket.destroyed) return;
  socket.write(written);
  // Still pending: the bytes are the socket's until the kernel took them.
  if (socket.writableLength > 0) acks = Buffer.allocUnsafeSlow(acks.length);
}
