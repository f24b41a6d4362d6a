/**
 * What goes out over one connection: replies gather in one buffer and leave in one write. While the kernel has not taken
 * a write, the next one gathers in another buffer, since the bytes of a write are the socket's until then.
 */
import type { Wire } from '../../socket/wire.ts';

const FIRST_BYTES = 4 * 1024;
/** Buffers that grew beyond are not kept. */
const KEPT_BYTES = 256 * 1024;
/** A broker that reads no replies, and goes on with requests, costs no more memory than that. One reply always fits. */
const MOST_BYTES = 64 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);

/** A client's connection. */
export interface Way {
  readonly socket: Wire | null;
  /** Connected and subscribed. */
  readonly ready: boolean;
  lastWriteUs: number;
}

export class Outbox {
  readonly #way: Way;
  buffer: Buffer = EMPTY;
  #spare: Buffer | null = null;
  #bytes = 0;
  /** Replies in the buffer. */
  #replies = 0;
  #isTaking = false;
  #socket: Wire | null = null;
  readonly #taken = (): void => {
    this.#isTaking = false;
    this.flush();
  };

  constructor(way: Way) {
    this.#way = way;
  }

  /** For one more reply, of so many bytes. */
  hasRoom(bytes: number): boolean {
    return this.#bytes === 0 || this.#bytes + bytes <= MOST_BYTES;
  }

  /** Room for one more reply; returns where it begins in `buffer`. */
  reserve(bytes: number): number {
    const at = this.#bytes;
    const needed = at + bytes;
    if (needed > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, needed, 2 * this.buffer.length));
      this.buffer.copy(larger, 0, 0, at);
      this.buffer = larger;
    }
    this.#bytes = needed;
    this.#replies++;
    return at;
  }

  /** Bytes that wait for the kernel to take those before them. */
  get waiting(): number {
    return this.#bytes;
  }

  flush(): void {
    const { socket } = this.#way;
    if (socket !== this.#socket) {
      this.#socket = socket;
      this.#isTaking = false;
    }
    if (this.#bytes === 0 || this.#isTaking || socket === null || socket.destroyed) return;
    const written = this.buffer.subarray(0, this.#bytes);
    this.#bytes = 0;
    this.#replies = 0;
    socket.write(written);
    if (socket.writableLength === 0) return;
    this.#isTaking = true;
    const { buffer } = this;
    this.buffer = this.#spare ?? EMPTY;
    this.#spare = buffer.length > KEPT_BYTES ? null : buffer;
    socket.write(EMPTY, this.#taken);
  }

  /** The connection is gone; returns how many replies were not written. */
  clear(): number {
    const replies = this.#replies;
    this.#bytes = 0;
    this.#replies = 0;
    return replies;
  }
}
