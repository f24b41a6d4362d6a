/** The body of an answer while it comes: kept, searched for a text, or only counted, and in no case more than the limit. */
import { HeldBytes } from '../held-bytes.ts';
import { codingsOf, decoded } from './content-coding.ts';
import { BodiesTooLarge, BodyTooLarge } from './unusable-body.ts';

const EMPTY = Buffer.alloc(0);
const NO_CODINGS: readonly string[] = [];
const SMALLEST_BYTES = 4096;

export class Body {
  readonly #mostBytes: number;
  readonly #memory: HeldBytes;
  #needle: Buffer | null = null;
  #keep = false;
  #codings = NO_CODINGS;
  #bytes = 0;
  /** What is kept, valid until the next read when the whole body came at once: `#held` bytes of it. */
  #kept: Buffer = EMPTY;
  #held = 0;
  /** Of the memory for all. */
  #taken = 0;
  #found = false;

  /** `mostBytes`: of the body as it comes and as it is once decoded. */
  constructor(mostBytes: number, memory = new HeldBytes()) {
    this.#mostBytes = mostBytes;
    this.#memory = memory;
  }

  /** Before each answer. `needle`: the text that is looked for; null = none. `keep`: `text` is wanted. */
  reset(needle: Buffer | null, keep: boolean): void {
    this.#needle = needle;
    this.#keep = keep;
    this.#codings = NO_CODINGS;
    this.#bytes = 0;
    this.forget();
    this.#found = needle === null;
  }

  /** Of the answer's Content-Encoding field. */
  set coding(field: string) {
    this.#codings = codingsOf(field);
  }

  /** Whether the text that is looked for is in it. */
  get found(): boolean {
    return this.#found;
  }

  /** The whole body, if it is kept. */
  get text(): string {
    return this.#kept.toString('utf8', 0, this.#held);
  }

  /** So many bytes are to come. @throws BodyTooLarge */
  announce(bytes: number): void {
    if (bytes > this.#mostBytes) throw new BodyTooLarge(this.#mostBytes);
  }

  /** `whole`: nothing comes before or after these bytes. @throws BodyTooLarge, BodiesTooLarge */
  add(buffer: Buffer, from: number, to: number, whole: boolean): void {
    this.#bytes += to - from;
    if (this.#bytes > this.#mostBytes) throw new BodyTooLarge(this.#mostBytes);
    if (!this.#keep && this.#found) return;
    if (whole) {
      this.#kept = buffer.subarray(from, to);
      this.#held = to - from;
    } else if (this.#keep || this.#codings.length > 0) this.#append(buffer, from, to);
    else this.#search(buffer, from, to);
  }

  /** It is whole. @throws UnreadableBody, BodyTooLarge, BodiesTooLarge */
  end(): void {
    if (!this.#keep && this.#found) return;
    // Answers without a body may name a coding: those to a HEAD, and 304.
    if (this.#codings.length > 0 && this.#held > 0) {
      this.#kept = decoded(this.#kept.subarray(0, this.#held), this.#codings, this.#mostBytes);
      this.#held = this.#kept.length;
      this.#take(this.#held);
    }
    if (!this.#found) this.#found = this.#kept.subarray(0, this.#held).includes(this.#needle!);
  }

  /** Nobody needs it any more. */
  forget(): void {
    this.#kept = EMPTY;
    this.#held = 0;
    if (this.#taken > 0) this.#take(0);
  }

  /** So many bytes are kept. @throws BodiesTooLarge */
  #take(bytes: number): void {
    const more = bytes - this.#taken;
    if (!this.#memory.take(more)) throw new BodiesTooLarge(this.#memory.most);
    this.#taken = bytes;
  }

  /** As it comes, together with the end of what came before. */
  #search(buffer: Buffer, from: number, to: number): void {
    const needle = this.#needle!;
    const piece = buffer.subarray(from, to);
    const overlap = needle.length - 1;
    const seam = Buffer.concat([this.#kept, piece.subarray(0, overlap)]);
    this.#found = piece.includes(needle) || seam.includes(needle);
    const end = piece.length < overlap ? seam : piece;
    this.#kept = overlap === 0 ? EMPTY : Buffer.from(end.subarray(-overlap));
    this.#held = this.#kept.length;
  }

  #append(buffer: Buffer, from: number, to: number): void {
    const held = this.#held + to - from;
    if (held > this.#kept.length) {
      const bytes = Math.max(held, Math.min(2 * this.#kept.length, this.#mostBytes), SMALLEST_BYTES);
      this.#take(bytes);
      const larger = Buffer.allocUnsafe(bytes);
      this.#kept.copy(larger, 0, 0, this.#held);
      this.#kept = larger;
    }
    buffer.copy(this.#kept, this.#held, from, to);
    this.#held = held;
  }
}
