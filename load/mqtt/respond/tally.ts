/** What a responder counts, second by second and over all. */
import { encodedLatency } from '../../encoded-latencies.ts';
import { LatencyCounts } from '../../latency-counts.ts';
import type { Unanswerable } from './incoming-request.ts';
import type { Pool } from './pool.ts';
import type { Decision } from './scaling.ts';

/** Since the responder is there. */
export interface RespondCounts {
  /** Those that have a reply topic. */
  readonly requests: number;
  readonly replied: number;
  /** Thrown away at a full queue. */
  readonly dropped: number;
  /** Replies that found no connection, or whose connection was lost before they were written. */
  readonly unsent: number;
  /** What could not be answered, by cause. */
  readonly unanswerable: Readonly<Record<string, number>>;
  readonly workers: number;
  readonly busy: number;
  readonly queued: number;
}

/** One second: plain data. */
export interface RespondSecond {
  /** At its end. */
  readonly workers: number;
  /** At once, at most. */
  readonly busy: number;
  readonly queued: number;
  readonly replied: number;
  readonly dropped: number;
  /** Their time counts from the start of the measure phase. */
  readonly decisions: readonly Decision[];
}

/** What it says of itself at the end. */
export interface RespondAccount extends Omit<RespondCounts, 'workers' | 'busy' | 'queued'> {
  readonly mostWorkers: number;
  readonly mostQueued: number;
  /** HDR, microseconds, in text; null = there was no reply. */
  readonly queueWait: string | null;
  readonly work: string | null;
}

export class Tally {
  requests = 0;
  unsent = 0;
  readonly unanswerable: Partial<Record<Unanswerable, number>> = {};
  readonly queueWait = new LatencyCounts();
  readonly work = new LatencyCounts();
  #replied = 0;
  #decisions: Decision[] = [];
  #workers: number;
  #mostWorkers: number;
  #mostQueued = 0;
  #busySecond = 0;
  #queuedSecond = 0;
  #repliedBefore = 0;
  #droppedBefore = 0;

  constructor(workers: number) {
    this.#workers = workers;
    this.#mostWorkers = workers;
  }

  queued(queued: number): void {
    if (queued > this.#queuedSecond) this.#queuedSecond = queued;
  }

  working(busy: number): void {
    if (busy > this.#busySecond) this.#busySecond = busy;
  }

  decided(decision: Decision): void {
    this.#decisions.push(decision);
    this.#workers = decision.to;
    this.#mostWorkers = Math.max(this.#mostWorkers, decision.to);
  }

  replied(queueUs: number, workUs: number): void {
    this.#replied++;
    this.queueWait.record(queueUs);
    this.work.record(workUs);
  }

  account(pool: Pool): RespondAccount {
    const { requests, replied, dropped, unsent, unanswerable } = this.counts(pool);
    return {
      requests,
      replied,
      dropped,
      unsent,
      unanswerable,
      mostWorkers: this.#mostWorkers,
      mostQueued: Math.max(this.#mostQueued, this.#queuedSecond),
      queueWait: encodedLatency(this.queueWait),
      work: encodedLatency(this.work),
    };
  }

  counts({ busy, queued, dropped, workers }: Pool): RespondCounts {
    const { requests, unsent, unanswerable } = this;
    return { requests, replied: this.#replied, dropped, unsent, unanswerable, workers, busy, queued };
  }

  /** The second that ends now; starts the next. */
  takeSecond({ busy, queued, dropped }: Pool, measureStartUs: number): RespondSecond {
    const second = {
      workers: this.#workers,
      busy: this.#busySecond,
      queued: this.#queuedSecond,
      replied: this.#replied - this.#repliedBefore,
      dropped: dropped - this.#droppedBefore,
      decisions: this.#decisions.map((decision) => ({ ...decision, atUs: decision.atUs - measureStartUs })),
    };
    this.#decisions = [];
    this.#mostQueued = Math.max(this.#mostQueued, this.#queuedSecond);
    this.#busySecond = busy;
    this.#queuedSecond = queued;
    this.#repliedBefore = this.#replied;
    this.#droppedBefore = dropped;
    return second;
  }
}
