/**
 * Requests that have no reply yet, found by client and sequence number: a hash table in flat arrays that grows with the
 * most that were open at once. Nothing is allocated for a request. Those that are waited for are in a line besides, by
 * the order in which they were asked. Those that were given up are in a line of their own, so that a late reply is told
 * from another. There may be no end of them, so the first ones are forgotten.
 */
const FIRST_CAPACITY = 1024;
export const NONE = -1;
/** With so many the table takes about 90 MB. */
const MOST_GIVEN_UP = 2_000_000;

/** Of places, from the one that came first. */
interface Line {
  oldest: number;
  newest: number;
  count: number;
}

const emptyLine = (): Line => ({ oldest: NONE, newest: NONE, count: 0 });

export class Pending {
  #client = new Uint32Array(FIRST_CAPACITY);
  #sequence = new Uint32Array(FIRST_CAPACITY);
  dueUs = new Float64Array(FIRST_CAPACITY);
  /** Service time counts from here. */
  serviceFromUs = new Float64Array(FIRST_CAPACITY);
  /** The next with the same hash, or the next that is free. */
  #chain = new Int32Array(FIRST_CAPACITY);
  #older = new Int32Array(FIRST_CAPACITY);
  #newer = new Int32Array(FIRST_CAPACITY);
  /** 1 = waited for, 0 = given up. */
  #waits = new Uint8Array(FIRST_CAPACITY);
  #heads = new Int32Array(FIRST_CAPACITY).fill(NONE);
  #free = NONE;
  #used = 0;
  readonly #mostGivenUp: number;
  readonly #waiting = emptyLine();
  readonly #givenUp = emptyLine();

  constructor(mostGivenUp = MOST_GIVEN_UP) {
    this.#mostGivenUp = mostGivenUp;
  }

  /** Who is waited for longest; NONE: nobody. */
  get oldest(): number {
    return this.#waiting.oldest;
  }

  /** Returns its place. */
  add(client: number, sequence: number, dueUs: number, serviceFromUs: number): number {
    let place = this.#free;
    if (place !== NONE) this.#free = this.#chain[place]!;
    else {
      if (this.#used === this.#client.length) this.#grow();
      place = this.#used++;
    }
    this.#client[place] = client;
    this.#sequence[place] = sequence;
    this.dueUs[place] = dueUs;
    this.serviceFromUs[place] = serviceFromUs;
    this.#link(place);
    this.#waits[place] = 1;
    this.#join(place, this.#waiting);
    return place;
  }

  /** NONE: it is not there. */
  find(client: number, sequence: number): number {
    let place = this.#heads[this.#hash(client, sequence)]!;
    while (place !== NONE && (this.#client[place] !== client || this.#sequence[place] !== sequence))
      place = this.#chain[place]!;
    return place;
  }

  clientOf(place: number): number {
    return this.#client[place]!;
  }

  isWaiting(place: number): boolean {
    return this.#waits[place] === 1;
  }

  /** It is waited for no longer. The one that was given up first is forgotten where there are too many. */
  giveUp(place: number): void {
    if (this.#waits[place] === 0) return;
    this.#leave(place, this.#waiting);
    this.#waits[place] = 0;
    this.#join(place, this.#givenUp);
    if (this.#givenUp.count > this.#mostGivenUp) this.remove(this.#givenUp.oldest);
  }

  remove(place: number): void {
    this.#leave(place, this.#waits[place] === 1 ? this.#waiting : this.#givenUp);
    const head = this.#hash(this.#client[place]!, this.#sequence[place]!);
    const next = this.#chain[place]!;
    if (this.#heads[head] === place) this.#heads[head] = next;
    else {
      let before = this.#heads[head]!;
      while (this.#chain[before] !== place) before = this.#chain[before]!;
      this.#chain[before] = next;
    }
    this.#chain[place] = this.#free;
    this.#free = place;
  }

  #join(place: number, line: Line): void {
    this.#older[place] = line.newest;
    this.#newer[place] = NONE;
    if (line.newest === NONE) line.oldest = place;
    else this.#newer[line.newest] = place;
    line.newest = place;
    line.count++;
  }

  #leave(place: number, line: Line): void {
    const [older, newer] = [this.#older[place]!, this.#newer[place]!];
    if (older === NONE) line.oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) line.newest = older;
    else this.#older[newer] = older;
    line.count--;
  }

  #link(place: number): void {
    const head = this.#hash(this.#client[place]!, this.#sequence[place]!);
    this.#chain[place] = this.#heads[head]!;
    this.#heads[head] = place;
  }

  #hash(client: number, sequence: number): number {
    const mixed = Math.imul(client, 0x9e3779b1) ^ Math.imul(sequence, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & (this.#heads.length - 1);
  }

  #grow(): void {
    this.#client = doubled(this.#client);
    this.#sequence = doubled(this.#sequence);
    this.dueUs = doubled(this.dueUs);
    this.serviceFromUs = doubled(this.serviceFromUs);
    this.#chain = doubled(this.#chain);
    this.#older = doubled(this.#older);
    this.#newer = doubled(this.#newer);
    this.#waits = doubled(this.#waits);
    this.#heads = new Int32Array(this.#client.length).fill(NONE);
    for (let place = 0; place < this.#used; place++) this.#link(place);
  }
}

function doubled<T extends Uint8Array | Uint32Array | Int32Array | Float64Array>(values: T): T {
  const more = new (values.constructor as new (length: number) => T)(2 * values.length);
  more.set(values);
  return more;
}
