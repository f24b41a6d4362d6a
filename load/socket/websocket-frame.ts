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
/** Where payloads begin, for whole words: all headers (2, 4 or 10 bytes, and the mask) fit in before it. */
const PAYLOAD_AT = 16;
const MASK_AT = PAYLOAD_AT - MASK_BYTES;
/** Larger frames have a buffer of their own. */
const ROOM_BYTES = 16 * 1024;

class Room {
  readonly bytes: Buffer;
  readonly words: Int32Array;

  constructor(payloadBytes: number) {
    this.bytes = Buffer.allocUnsafeSlow(PAYLOAD_AT + Math.ceil(payloadBytes / 4) * 4);
    this.words = new Int32Array(this.bytes.buffer);
  }
}

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
  const own = length > ROOM_BYTES;
  const { bytes, words } = own ? new Room(length) : room;
  const from = MASK_AT - headerBytes(length);
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
  words[MASK_AT / 4] = mask;
  payload.copy(bytes, PAYLOAD_AT);
  const end = Math.ceil((PAYLOAD_AT + length) / 4);
  for (let word = PAYLOAD_AT / 4; word < end; word++) words[word] = words[word]! ^ mask;
  if (own) return bytes.subarray(from, PAYLOAD_AT + length);
  if (length !== lastPayloadBytes) {
    last = bytes.subarray(from, PAYLOAD_AT + length);
    lastPayloadBytes = length;
  }
  return last;
}

/** The frame that was made last is still needed: the next one gets another place. */
export function keepFrame(): void {
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
