/**
 * Binary WebSocket frames of a client on their way out: whole, final and masked (RFC 6455, 5.2 and 5.3). They are made in
 * one buffer of the process: a library makes two buffers and some objects for each.
 */
import { randomFillSync } from 'node:crypto';

const FINAL_BINARY = 0x82;
const MASKED = 0x80;
/** Lengths up to 125 are in the second byte; 126 and 127 there say that 2 or 8 bytes of length follow. */
const [SHORT, TWO_BYTES, EIGHT_BYTES] = [125, 126, 127];
const MASK_BYTES = 4;
/** From the beginning of a place to the payload, whole words: all headers (2, 4 or 10 bytes, and the mask) fit in. */
const HEADROOM_BYTES = 16;
const ROOM_BYTES = 64 * 1024;
/** Larger payloads have a buffer of their own. */
const LARGEST_BYTES = 16 * 1024;

class Room {
  readonly bytes: Buffer;
  readonly words: Int32Array;
  /** Where the next frame has its place, in whole words: before it are those that were kept. */
  from = 0;

  constructor(bytes: number) {
    this.bytes = Buffer.allocUnsafeSlow(bytes);
    this.words = new Int32Array(this.bytes.buffer);
  }
}
const placeBytes = (payloadBytes: number): number => HEADROOM_BYTES + Math.ceil(payloadBytes / 4) * 4;

/** Masks have to be unpredictable; bytes of the system's source are fetched in bulk. */
const masks = new Int32Array(2048);
let nextMask = masks.length;

let room = new Room(ROOM_BYTES);
/** The last frame in `room`: mostly the next one has its length. */
let last = room.bytes.subarray(0, 0);
let lastPayloadBytes = -1;

/** The frame of a payload; valid until the next call, unless `keepFrame` was called. */
export function frameOf(payload: Buffer): Buffer {
  const { length } = payload;
  const own = length > LARGEST_BYTES ? new Room(placeBytes(length)) : null;
  if (!own && room.from + placeBytes(length) > ROOM_BYTES) renew();
  const { bytes, words, from: place } = own ?? room;
  const payloadAt = place + HEADROOM_BYTES;
  const maskAt = payloadAt - MASK_BYTES;
  const from = maskAt - headerBytes(length);
  bytes[from] = FINAL_BINARY;
  if (length <= SHORT) bytes[from + 1] = MASKED | length;
  else if (length <= 0xffff) {
    bytes[from + 1] = MASKED | TWO_BYTES;
    bytes.writeUInt16BE(length, from + 2);
  } else {
    bytes[from + 1] = MASKED | EIGHT_BYTES;
    bytes.writeUInt32BE(0, from + 2);
    bytes.writeUInt32BE(length, from + 6);
  }
  const mask = newMask();
  words[maskAt / 4] = mask;
  payload.copy(bytes, payloadAt);
  const end = Math.ceil((payloadAt + length) / 4);
  for (let word = payloadAt / 4; word < end; word++) words[word] = words[word]! ^ mask;
  if (own) return bytes.subarray(from, payloadAt + length);
  if (length !== lastPayloadBytes) {
    last = bytes.subarray(from, payloadAt + length);
    lastPayloadBytes = length;
  }
  return last;
}

/** The frame that was made last is still needed: the next one gets another place. */
export function keepFrame(): void {
  if (lastPayloadBytes >= 0) room.from += placeBytes(lastPayloadBytes);
  lastPayloadBytes = -1;
}

function renew(): void {
  room = new Room(ROOM_BYTES);
  lastPayloadBytes = -1;
}

const headerBytes = (length: number): number => (length <= SHORT ? 2 : length <= 0xffff ? 4 : 10);

function newMask(): number {
  if (nextMask === masks.length) {
    randomFillSync(masks);
    nextMask = 0;
  }
  return masks[nextMask++]!;
}
