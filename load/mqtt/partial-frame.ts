/** A frame that comes in parts, kept apart from the read slab, which is everybody's. */
import type { HeldBytes } from '../held-bytes.ts';
import { frameBytes } from './frames.ts';

/** It would be kept in memory until its end has come. */
export class PacketTooLarge extends Error {}

/** There is no room for it beside the packets that other connections are still to get the end of. */
export class TooMuchHeld extends Error {}

export class PartialFrame {
  readonly #maximumBytes: number;
  readonly #held: HeldBytes;
  /** As long as the whole frame once its header has been read, else just what there is. */
  #frame: Buffer = Buffer.alloc(0);
  #filled = 0;
  #known = false;

  /** @throws PacketTooLarge for a frame of more than `maximumBytes`, TooMuchHeld */
  constructor(part: Buffer, maximumBytes: number, held: HeldBytes) {
    this.#maximumBytes = maximumBytes;
    this.#held = held;
    this.#keep(part);
  }

  /** The frame, or null while its end has not come. */
  get whole(): Buffer | null {
    return this.#known && this.#filled === this.#frame.length ? this.#frame : null;
  }

  /**
   * Takes what belongs to the frame, and returns how many bytes that is.
   *
   * @throws PacketTooLarge, TooMuchHeld
   */
  add(bytes: Buffer): number {
    if (this.#known) {
      const taken = bytes.copy(this.#frame, this.#filled);
      this.#filled += taken;
      return taken;
    }
    // Not even its length is known: a few bytes.
    const before = this.#filled;
    const joined = Buffer.concat([this.#frame, bytes]);
    this.#keep(joined.subarray(0, frameBytes(joined) ?? joined.length));
    return this.#filled - before;
  }

  /** It is whole, or its connection has ended. */
  release(): void {
    if (this.#known) this.#held.give(this.#frame.length);
    this.#known = false;
  }

  #keep(part: Buffer): void {
    const bytes = frameBytes(part);
    if (bytes !== null && bytes > this.#maximumBytes) throw new PacketTooLarge();
    if (bytes !== null && !this.#held.take(bytes)) throw new TooMuchHeld();
    this.#known = bytes !== null;
    this.#frame = bytes === null ? Buffer.from(part) : Buffer.allocUnsafe(bytes);
    if (bytes !== null) part.copy(this.#frame);
    this.#filled = part.length;
  }
}
