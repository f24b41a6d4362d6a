/**
 * Requests that have no reply yet, found by client and sequence number: a hash table in flat arrays that grows with the
 * most that were open at once. Nothing is allocated for a request. Those that are waited for are in a line besides, by
 * the order in which they were asked; who leaves the line stays in the table, so that a late reply is told from another.
 */
const FIRST_CAPACITY = 1024;
export const NONE = -1;

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
  /** 1 = in the line. */
  #waits = new Uint8Array(FIRST_CAPACITY);
  #heads = new Int32Array(FIRST_CAPACITY).fill(NONE);
  #free = NONE;
  #used = 0;
  /** Who is waited for longest; NONE: nobody. */
  oldest = NONE;
  #newest = NONE;
  /** In the line. */
  waiting = 0;

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
    this.#older[place] = this.#newest;
    this.#newer[place] = NONE;
    if (this.#newest === NONE) this.oldest = place;
    else this.#newer[this.#newest] = place;
    this.#newest = place;
    this.waiting++;
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

  /** It is waited for no longer. */
  giveUp(place: number): void {
    if (this.#waits[place] === 0) return;
    this.#waits[place] = 0;
    this.waiting--;
    const [older, newer] = [this.#older[place]!, this.#newer[place]!];
    if (older === NONE) this.oldest = newer;
    else this.#newer[older] = newer;
    if (newer === NONE) this.#newest = older;
    else this.#older[newer] = older;
  }

  remove(place: number): void {
    this.giveUp(place);
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
