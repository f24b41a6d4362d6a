/** What a client answers to the packets of one read goes out in one write. */
import type { Wire } from '../socket/wire.ts';
import { ACK_BYTES } from './packets.ts';

/** Of all clients of a process, one read after another. */
const BUFFER_BYTES = 16 * 1024;
let acks = Buffer.allocUnsafeSlow(BUFFER_BYTES);
/** Before it are bytes that a socket still has. */
let from = 0;
let to = 0;

/** `packet`: PUBACK, PUBREC, PUBREL or PUBCOMP. */
export function acknowledge(packet: number, packetId: number, socket: Wire | null): void {
  if (to + ACK_BYTES > acks.length) writeAcknowledgements(socket);
  acks.writeUInt32BE(packet + packetId, to);
  to += ACK_BYTES;
}

/** Does nothing when there are none. */
export function writeAcknowledgements(socket: Wire | null): void {
  if (to === from) return;
  const written = acks.subarray(from, to);
  to = from;
  if (!socket || socket.destroyed) return;
  socket.write(written);
  // Still pending: the bytes are the socket's until the kernel took them.
  if (socket.writableLength === 0) return;
  from += written.length;
  if (from > BUFFER_BYTES / 2) {
    acks = Buffer.allocUnsafeSlow(BUFFER_BYTES);
    from = 0;
  }
  to = from;
}
