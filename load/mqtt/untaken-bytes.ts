/** What a slow consumer has read and not taken yet. */
import type { HeldBytes } from '../held-bytes.ts';
import { frameBytes } from './frames.ts';
import { PacketTooLarge, TooMuchHeld } from './partial-frame.ts';

const NOTHING = Buffer.alloc(0);

export class UntakenBytes {
  readonly #held: HeldBytes;
  #buffer: Buffer = NOTHING;
  #from = 0;
  #to = 0;

  constructor(held: HeldBytes) {
    this.#held = held;
  }

  get isEmpty(): boolean {
    return this.#from === this.#to;
  }

  /** @throws TooMuchHeld */
  add(bytes: Buffer): void {
    if (this.#to + bytes.length > this.#buffer.length) this.#makeRoom(bytes.length);
    this.#to += bytes.copy(this.#buffer, this.#to);
  }

  /**
   * The next packet, or null while its end has not come. It stays until it is taken.
   *
   * @throws PacketTooLarge
   */
  next(maximumBytes: number): Buffer | null {
    const untaken = this.#buffer.subarray(this.#from, this.#to);
    const bytes = frameBytes(untaken);
    if (bytes !== null && bytes > maximumBytes) throw new PacketTooLarge();
    return bytes === null || bytes > untaken.length ? null : untaken.subarray(0, bytes);
  }

  take(packet: Buffer): void {
    this.#from += packet.length;
  }

  clear(): void {
    this.#from = this.#to = 0;
    this.#held.give(this.#buffer.length);
    this.#buffer = NOTHING;
  }

  #makeRoom(bytes: number): void {
    const held = this.#to - this.#from;
    const needed = held + bytes;
    const bytesOfRoom = Math.max(needed, 2 * held);
    if (!this.#held.take(bytesOfRoom)) throw new TooMuchHeld();
    const buffer = Buffer.allocUnsafe(bytesOfRoom);
    this.#held.give(this.#buffer.length);
    this.#buffer.copy(buffer, 0, this.#from, this.#to);
    this.#buffer = buffer;
    this.#from = 0;
    this.#to = held;
  }
}
