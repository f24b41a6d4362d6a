/**
 * Requests that wait or are worked on, by number: the head of each reply, written when the request came, since the bytes
 * of the request are gone by then. Grows up to the most that were held at once; nothing is allocated for a request, but
 * for one with a very long topic.
 */
import { HeldBytes } from '../../held-bytes.ts';
import { NOBODY } from './pool.ts';

const FIRST_CAPACITY = 256;
/** Of long heads together: topics and correlation data may have 64 KiB each, and 100,000 requests may wait. */
const MOST_LONG_BYTES = 64 * 1024 * 1024;
/** A topic of 100 bytes and correlation data fit. */
const BYTES_EACH = 192;

export class HeldRequests {
  #heads = Buffer.allocUnsafeSlow(FIRST_CAPACITY * BYTES_EACH);
  #lengths = new Uint32Array(FIRST_CAPACITY);
  /** The connection that it came over. */
  #positions = new Uint32Array(FIRST_CAPACITY);
  /** 1 = its reply tells of times. */
  #headers = new Uint8Array(FIRST_CAPACITY);
  arrivedUs = new Float64Array(FIRST_CAPACITY);
  startedUs = new Float64Array(FIRST_CAPACITY);
  /** Numbers that are free, the next one last. */
  #free = Uint32Array.from({ length: FIRST_CAPACITY }, (_, i) => FIRST_CAPACITY - 1 - i);
  #freeCount = FIRST_CAPACITY;
  /** Heads that are longer. */
  readonly #long = new Map<number, Buffer>();
  readonly #longBytes = new HeldBytes(0, MOST_LONG_BYTES);

  get count(): number {
    return this.#lengths.length - this.#freeCount;
  }

  /** Its number; NOBODY: there is no room for it. */
  add(position: number, headBytes: number, hasHeader: boolean, arrivedUs: number): number {
    if (headBytes > BYTES_EACH && !this.#longBytes.take(headBytes)) return NOBODY;
    if (this.#freeCount === 0) this.#grow();
    const request = this.#free[--this.#freeCount]!;
    this.#lengths[request] = headBytes;
    this.#positions[request] = position;
    this.#headers[request] = hasHeader ? 1 : 0;
    this.arrivedUs[request] = arrivedUs;
    if (headBytes > BYTES_EACH) this.#long.set(request, Buffer.allocUnsafe(headBytes));
    return request;
  }

  remove(request: number): void {
    const bytes = this.#lengths[request]!;
    if (bytes > BYTES_EACH) {
      this.#long.delete(request);
      this.#longBytes.give(bytes);
    }
    this.#free[this.#freeCount++] = request;
  }

  positionOf(request: number): number {
    return this.#positions[request]!;
  }

  hasHeader(request: number): boolean {
    return this.#headers[request] === 1;
  }

  /** Where its head lies; good until a request is added. */
  headOf(request: number): Buffer {
    return this.#long.get(request) ?? this.#heads;
  }

  headAt(request: number): number {
    return this.#lengths[request]! > BYTES_EACH ? 0 : request * BYTES_EACH;
  }

  headBytesOf(request: number): number {
    return this.#lengths[request]!;
  }

  #grow(): void {
    const before = this.#lengths.length;
    const heads = Buffer.allocUnsafeSlow(2 * this.#heads.length);
    this.#heads.copy(heads);
    this.#heads = heads;
    this.#lengths = doubled(this.#lengths);
    this.#positions = doubled(this.#positions);
    this.#headers = doubled(this.#headers);
    this.arrivedUs = doubled(this.arrivedUs);
    this.startedUs = doubled(this.startedUs);
    this.#free = new Uint32Array(2 * before);
    for (let i = 0; i < before; i++) this.#free[i] = 2 * before - 1 - i;
    this.#freeCount = before;
  }
}

function doubled<T extends Uint8Array | Uint32Array | Float64Array>(values: T): T {
  const more = new (values.constructor as new (length: number) => T)(2 * values.length);
  more.set(values);
  return more;
}
