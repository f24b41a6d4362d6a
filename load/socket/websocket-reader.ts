/**
 * Reads what a server sends in WebSocket frames (RFC 6455, 5.2). Reads of whole binary messages, which is what a load
 * gets, are taken where they lie; all other ones are the library's, and how far it is in a frame is kept in mind.
 */

import type { HeldBytes } from '../held-bytes.ts';

const FINAL_BINARY = 0x82;
const FINAL = 0x80;
const OPCODE = 0x0f;
const CONTINUATION = 0;
const FIRST_CONTROL_OPCODE = 8;
const MASKED = 0x80;
const LENGTH = 0x7f;
const MASK_BYTES = 4;
const [TWO_BYTES, EIGHT_BYTES] = [126, 127];
const LONGEST_HEADER_BYTES = 14;
/** What the library needs for each frame of a message that comes in several, however short it is. */
const FRAME_BYTES = 256;

/** There is no room for a message beside those that other connections are still to get the end of. */
export class TooMuchOfMessages extends Error {}

/** What the library keeps of messages whose end is still to come. */
export interface MessageLimit {
  /** Of all connections. */
  readonly memory: HeldBytes;
  /** Of one message. */
  readonly mostBytes: number;
}

/** The payload of a message is `bytes[from, to)`. */
export type OnMessage = (bytes: Buffer, from: number, to: number) => void;

export class WebSocketReader {
  readonly #onMessage: OnMessage;
  readonly #library: (chunk: Buffer) => void;
  /** Payload that the library still has to get of its frame. */
  #payloadLeft = 0;
  /** A header that came in part. */
  readonly #header = Buffer.alloc(LONGEST_HEADER_BYTES);
  #headerBytes = 0;
  /** More frames of a message that the library has begun are to come. */
  #fragmented = false;
  readonly #limit: MessageLimit | null;
  #heldBytes = 0;

  /** `limit`: null = there is none. */
  constructor(onMessage: OnMessage, library: (chunk: Buffer) => void, limit: MessageLimit | null = null) {
    this.#onMessage = onMessage;
    this.#library = library;
    this.#limit = limit;
  }

  /** The connection has ended. */
  release(): void {
    this.#limit?.memory.give(this.#heldBytes);
    this.#heldBytes = 0;
  }

  /** `bytes[0, length)`, which are good until this returns. @throws TooMuchOfMessages */
  read(bytes: Buffer, length = bytes.length): void {
    const between = this.#payloadLeft === 0 && this.#headerBytes === 0 && !this.#fragmented;
    if (!between || !isWholeMessages(bytes, length)) {
      const chunk = Buffer.from(bytes.subarray(0, length));
      this.#library(chunk);
      this.#follow(chunk);
      if (this.#payloadLeft === 0 && !this.#fragmented && this.#heldBytes > 0) this.release();
      return;
    }
    for (let at = 0; at < length; ) {
      const from = at + headerBytes(bytes, at);
      const to = from + payloadBytes(bytes, at);
      this.#onMessage(bytes, from, to);
      at = to;
    }
  }

  /** Where a frame ends the library may be left out again. */
  #follow(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#payloadLeft > 0) {
        const taken = Math.min(this.#payloadLeft, chunk.length - at);
        this.#payloadLeft -= taken;
        at += taken;
        continue;
      }
      const header = this.#header;
      header[this.#headerBytes++] = chunk[at++]!;
      if (this.#headerBytes < 2 || this.#headerBytes < headerBytes(header, 0)) continue;
      this.#headerBytes = 0;
      this.#payloadLeft = payloadBytes(header, 0);
      const opcode = header[0]! & OPCODE;
      const final = (header[0]! & FINAL) !== 0;
      if (opcode >= FIRST_CONTROL_OPCODE) continue;
      this.#fragmented = !final;
      // The message before has been handed on.
      if (opcode !== CONTINUATION && this.#heldBytes > 0) this.release();
      if (this.#fragmented || this.#payloadLeft > chunk.length - at)
        this.#hold(this.#payloadLeft + FRAME_BYTES);
    }
  }

  #hold(bytes: number): void {
    // What is larger the library does not keep: it refuses it, and says so.
    if (this.#limit === null || bytes > this.#limit.mostBytes + FRAME_BYTES) return;
    const { memory } = this.#limit;
    if (!memory.take(bytes))
      throw new TooMuchOfMessages(
        `the target sent parts of large messages to many connections at once, which together take more than ${memory.most}`,
      );
    this.#heldBytes += bytes;
  }
}

function isWholeMessages(bytes: Buffer, length: number): boolean {
  let at = 0;
  while (length - at >= 2) {
    if (bytes[at] !== FINAL_BINARY || (bytes[at + 1]! & MASKED) !== 0) return false;
    const header = headerBytes(bytes, at);
    if (at + header > length) return false;
    at += header + payloadBytes(bytes, at);
  }
  return at === length;
}

/** Of the frame that begins there; its second byte has to be there. */
function headerBytes(bytes: Buffer, at: number): number {
  const second = bytes[at + 1]!;
  const length = second & LENGTH;
  const more = length === TWO_BYTES ? 2 : length === EIGHT_BYTES ? 8 : 0;
  return 2 + more + ((second & MASKED) === 0 ? 0 : MASK_BYTES);
}

/** Of the frame that begins there; its header has to be there. */
function payloadBytes(bytes: Buffer, at: number): number {
  const length = bytes[at + 1]! & LENGTH;
  if (length === TWO_BYTES) return bytes.readUInt16BE(at + 2);
  if (length === EIGHT_BYTES) return bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6);
  return length;
}
