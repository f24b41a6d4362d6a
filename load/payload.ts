/**
 * The first bytes of every payload, big-endian: u16 run tag, u48 intended send time in microseconds
 * of CLOCK_MONOTONIC, u32 client number in the plan, u32 sequence number; from 20 bytes on also u32
 * schedule lag in microseconds, so that a receiver knows the real write time too. The top bit of the lag says that the
 * message was sent before.
 * Below 16 bytes a payload carries no header: ack latency and counts only.
 */

export const HEADER_BYTES = 16;
export const HEADER_WITH_LAG_BYTES = 20;

const U32 = 2 ** 32;
const LAG_MAX_US = U32 - 1;
const SENT_AGAIN = 2 ** 31;

/** The lag of a message that was sent before: a copy of it at a subscriber is no duplicate. */
export const sentAgain = (lagUs: number): number => SENT_AGAIN + Math.min(SENT_AGAIN - 1, lagUs);

/** Patches header fields into `packet` at `offset`; allocates nothing. */
export function stamp(
  packet: Buffer,
  offset: number,
  payloadBytes: number,
  intendedUs: number,
  sequence: number,
  lagUs: number,
): void {
  if (payloadBytes < HEADER_BYTES) return;
  // Down, never up: a time within a window (whole microseconds) must not leave it.
  const whole = Math.floor(intendedUs);
  const high = Math.floor(whole / U32);
  packet.writeUInt16BE(high, offset + 2);
  packet.writeUInt32BE(whole - high * U32, offset + 4);
  packet.writeUInt32BE(sequence, offset + 12);
  if (payloadBytes >= HEADER_WITH_LAG_BYTES) {
    packet.writeUInt32BE(Math.min(LAG_MAX_US, Math.max(0, Math.round(lagUs))), offset + 16);
  }
}

/** The fields that never change: run tag and client number. */
export function stampOnce(payload: Buffer, runTag: number, client: number): void {
  if (payload.length < HEADER_BYTES) return;
  payload.writeUInt16BE(runTag, 0);
  stampClient(payload, 0, payload.length, client);
}

/** Where clients share a packet, each message says whose it is. */
export function stampClient(packet: Buffer, offset: number, payloadBytes: number, client: number): void {
  if (payloadBytes >= HEADER_BYTES) packet.writeUInt32BE(client, offset + 8);
}

export const readRunTag = (buffer: Buffer, offset: number): number => buffer.readUInt16BE(offset);
export const readIntendedUs = (buffer: Buffer, offset: number): number =>
  buffer.readUInt16BE(offset + 2) * U32 + buffer.readUInt32BE(offset + 4);
export const readClient = (buffer: Buffer, offset: number): number => buffer.readUInt32BE(offset + 8);
export const readSequence = (buffer: Buffer, offset: number): number => buffer.readUInt32BE(offset + 12);
export const readLagUs = (buffer: Buffer, offset: number): number =>
  buffer.readUInt32BE(offset + 16) & (SENT_AGAIN - 1);
export const readSentAgain = (buffer: Buffer, offset: number): boolean =>
  buffer.readUInt32BE(offset + 16) >= SENT_AGAIN;
