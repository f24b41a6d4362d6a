/** What a slow consumer has read and not taken yet. */
import { frameBytes } from './frames.ts';
import { PacketTooLarge } from './partial-frame.ts';

export class UntakenBytes {
  #buffer: Buffer = Buffer.alloc(0);
  #from = 0;
  #to = 0;

  get isEmpty(): boolean {
    return this.#from === this.#to;
  }

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
  }

  #makeRoom(bytes: number): void {
    const held = this.#to - this.#from;
    const needed = held + bytes;
    const buffer = Buffer.allocUnsafe(Math.max(needed, 2 * held));
    this.#buffer.copy(buffer, 0, this.#from, this.#to);
    this.#buffer = buffer;
    this.#from = 0;
    this.#to = held;
  }
}
