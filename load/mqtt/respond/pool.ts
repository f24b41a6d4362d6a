/**
 * Workers that take requests from one queue, first come first served. Pure: it knows neither clock nor socket, and
 * requests are numbers of who holds them. Flat arrays, nothing is allocated for a request.
 */
import type { PoolPlan } from './plan.ts';
import { type Decision, decide, pressureOf, SCALING_PERIOD_US } from './scaling.ts';

export const NOBODY = -1;

/** A request that comes: a worker takes it, it waits, or it was thrown away. */
export type Arrival = 'taken' | 'queued' | 'dropped';

const FIRST_CAPACITY = 1024;

export class Pool {
  readonly #plan: PoolPlan;
  /** The queue: a ring that grows up to the largest queue that there was. */
  #requests = new Uint32Array(FIRST_CAPACITY);
  #arrivedUs = new Float64Array(FIRST_CAPACITY);
  #first = 0;
  queued = 0;
  workers: number;
  busy = 0;
  dropped = 0;
  /** When it is to be looked at next; Infinity = nothing can change. */
  nextUs = Number.POSITIVE_INFINITY;
  /** The longest wait of requests that were taken since the last look. */
  #longestWaitUs = 0;
  #lowSinceUs = Number.POSITIVE_INFINITY;
  #mostBusy = 0;

  constructor(plan: PoolPlan) {
    this.#plan = plan;
    this.workers = plan.min;
  }

  /** There is no room; with `onFull: 'wait'` nothing more is to be brought. */
  get isFull(): boolean {
    return this.queued >= this.#plan.queue;
  }

  /** What was brought although the pool is full waits too, where nothing may be thrown away. */
  arrive(request: number, atUs: number): Arrival {
    if (this.nextUs === Number.POSITIVE_INFINITY) this.nextUs = atUs + SCALING_PERIOD_US;
    if (this.busy < this.workers && this.queued === 0) {
      this.#work();
      return 'taken';
    }
    if (this.isFull && this.#plan.onFull === 'drop') {
      this.dropped++;
      return 'dropped';
    }
    if (this.queued === this.#requests.length) this.#grow();
    const at = (this.#first + this.queued) % this.#requests.length;
    this.#requests[at] = request;
    this.#arrivedUs[at] = atUs;
    this.queued++;
    return 'queued';
  }

  /** A worker is done with its request. One that is no longer wanted takes no other. */
  done(): void {
    this.busy--;
  }

  /** The next request that a worker takes from the queue; NOBODY = no request waits, or no worker is free. */
  take(atUs: number): number {
    if (this.queued === 0 || this.busy >= this.workers) return NOBODY;
    const request = this.#requests[this.#first]!;
    const waitUs = atUs - this.#arrivedUs[this.#first]!;
    if (waitUs > this.#longestWaitUs) this.#longestWaitUs = waitUs;
    this.#first = (this.#first + 1) % this.#requests.length;
    this.queued--;
    this.#work();
    return request;
  }

  /** Looks whether the pool has the right size; to be called from `nextUs` on. */
  look(atUs: number): Decision | null {
    const oldestUs = this.queued > 0 ? atUs - this.#arrivedUs[this.#first]! : 0;
    const strain = { queued: this.queued, waitUs: Math.max(this.#longestWaitUs, oldestUs) };
    this.#longestWaitUs = 0;
    if (pressureOf(this.#plan, strain) >= this.#plan.scaleDown) {
      this.#lowSinceUs = Number.POSITIVE_INFINITY;
    } else if (this.#lowSinceUs === Number.POSITIVE_INFINITY) {
      this.#lowSinceUs = atUs;
      this.#mostBusy = this.busy;
    }
    const { workers, busy } = this;
    const decision = decide(
      this.#plan,
      { ...strain, workers, busy, lowSinceUs: this.#lowSinceUs, mostBusy: this.#mostBusy },
      atUs,
    );
    if (decision) this.workers = decision.to;
    // How many it needs is found out anew in each such time.
    if (atUs - this.#lowSinceUs >= this.#plan.settleMs * 1000) {
      this.#lowSinceUs = atUs;
      this.#mostBusy = this.busy;
    }
    const resting = this.queued === 0 && this.busy === 0 && this.workers === this.#plan.min;
    this.nextUs = resting ? Number.POSITIVE_INFINITY : atUs + SCALING_PERIOD_US;
    return decision;
  }

  #work(): void {
    this.busy++;
    if (this.busy > this.#mostBusy) this.#mostBusy = this.busy;
  }

  #grow(): void {
    const { length } = this.#requests;
    const requests = new Uint32Array(2 * length);
    const arrivedUs = new Float64Array(2 * length);
    for (let at = 0; at < this.queued; at++) {
      requests[at] = this.#requests[(this.#first + at) % length]!;
      arrivedUs[at] = this.#arrivedUs[(this.#first + at) % length]!;
    }
    this.#requests = requests;
    this.#arrivedUs = arrivedUs;
    this.#first = 0;
  }
}
