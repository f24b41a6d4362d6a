/** What became of the requests of one group in one agent: counts and latencies per window, by when a request was due. */
import { type EncodedLatencies, encodedLatencies } from '../../encoded-latencies.ts';
import { LatencyCounts } from '../../latency-counts.ts';
import { SecondHistogram, type SparseCounts } from '../../second-histogram.ts';
import type { WindowTimes } from '../../windows.ts';
import type { Shards } from './shards.ts';

export const REQUEST_LATENCIES = [
  'request',
  'request.service',
  'reply.queue',
  'reply.work',
  'reply.broker',
] as const;
type RequestLatency = (typeof REQUEST_LATENCIES)[number];

export const REQUEST_COUNTS = [
  'matched',
  'late',
  'timedOut',
  'refused',
  'duplicated',
  'unknown',
  'foreign',
] as const;
export type RequestCount = (typeof REQUEST_COUNTS)[number];
export type RequestCounts = Readonly<Record<RequestCount, number>>;

/** What one agent tells of a second, by when it happened. */
export interface RequestSecond {
  readonly matched: number;
  readonly timedOut: number;
  readonly latency: SparseCounts;
}

export interface RecordedRequests {
  /** One a window. */
  readonly latencies: readonly EncodedLatencies<RequestLatency>[];
  /** One a window, and last the whole run from the barrier on. */
  readonly counts: readonly RequestCounts[];
  /** Requests that asked whether somebody answers: in no other count. */
  readonly probes: number;
  /** All messages that came, over the whole run: replies, those to probes and further ones included. */
  readonly arrived: number;
  /** Null: the topic has none. */
  readonly shards: Shards | null;
  /** Replies in time, over the whole run, by number of the responder; empty where too many numbers came. */
  readonly responders: ReadonlyMap<number, number>;
}

/** More connections of responders are not told apart. */
export const MOST_RESPONDERS = 100_000;

const noCounts = (): Record<RequestCount, number> => ({
  matched: 0,
  late: 0,
  timedOut: 0,
  refused: 0,
  duplicated: 0,
  unknown: 0,
  foreign: 0,
});

class WindowRecord {
  fromUs = Number.POSITIVE_INFINITY;
  toUs = Number.NEGATIVE_INFINITY;
  readonly latencies: Readonly<Record<RequestLatency, LatencyCounts>> = {
    request: new LatencyCounts(),
    'request.service': new LatencyCounts(),
    'reply.queue': new LatencyCounts(),
    'reply.work': new LatencyCounts(),
    'reply.broker': new LatencyCounts(),
  };
  readonly counts = noCounts();

  covers(timeUs: number): boolean {
    return timeUs >= this.fromUs && timeUs < this.toUs;
  }
}

export class RequestRecord {
  probes = 0;
  arrived = 0;
  shards: Shards | null = null;
  readonly #windows: readonly WindowRecord[];
  readonly #whole = noCounts();
  /** In the last moment of the measure phase. */
  #lastUs = Number.POSITIVE_INFINITY;
  readonly #responders = new Map<number, number>();
  #tellsResponders = true;
  readonly #latencySecond = new SecondHistogram();
  #matchedSecond = 0;
  #timedOutSecond = 0;

  constructor(windows: number) {
    this.#windows = Array.from({ length: windows }, () => new WindowRecord());
  }

  begin({ fromUs, toUs }: WindowTimes): void {
    this.#windows.forEach((window, w) => {
      window.fromUs = fromUs[w]!;
      window.toUs = toUs[w]!;
    });
    this.#lastUs = Math.max(...toUs) - 1;
  }

  /** Windows end there at the latest. */
  cutShort(atUs: number): void {
    for (const window of this.#windows) window.toUs = Math.min(window.toUs, atUs);
    this.#lastUs = Math.min(this.#lastUs, atUs - 1);
  }

  /** A reply that belongs to no request that is known. One that comes in the drain counts as the last of the measure phase. */
  stray(name: 'unknown' | 'foreign', atUs: number): void {
    this.count(name, Math.min(atUs, this.#lastUs));
  }

  /** `timeUs`: when the request was due. */
  count(name: RequestCount, timeUs: number): void {
    for (let w = 0; w < this.#windows.length; w++) {
      const window = this.#windows[w]!;
      if (window.covers(timeUs)) window.counts[name]++;
    }
    this.#whole[name]++;
  }

  inTime(dueUs: number, serviceFromUs: number, atUs: number): void {
    this.count('matched', dueUs);
    this.#matchedSecond++;
    this.#latency(dueUs, atUs - dueUs, atUs - serviceFromUs);
  }

  /** What the responder says of a reply that came in time. */
  parts(dueUs: number, serviceUs: number, queueUs: number, workUs: number, responder: number): void {
    this.#countResponder(responder);
    for (let w = 0; w < this.#windows.length; w++) {
      const { latencies } = this.#windows[w]!;
      if (!this.#windows[w]!.covers(dueUs)) continue;
      latencies['reply.queue'].record(queueUs);
      latencies['reply.work'].record(workUs);
      latencies['reply.broker'].record(Math.max(0, serviceUs - queueUs - workUs));
    }
  }

  /** Its latency is at least this: it counts as what it was waited for. */
  timedOut(dueUs: number, serviceFromUs: number, timeoutUs: number): void {
    this.count('timedOut', dueUs);
    this.#timedOutSecond++;
    this.#latency(dueUs, timeoutUs, Math.max(0, timeoutUs - (serviceFromUs - dueUs)));
  }

  /** It was given up before. */
  late(dueUs: number): void {
    for (const window of this.#windows) if (window.covers(dueUs)) window.counts.timedOut--;
    this.#whole.timedOut--;
    this.count('late', dueUs);
  }

  /** More numbers than connections that answer are no such numbers: a responder of another kind wrote them. */
  #countResponder(number: number): void {
    if (!this.#tellsResponders) return;
    this.#responders.set(number, (this.#responders.get(number) ?? 0) + 1);
    if (this.#responders.size <= MOST_RESPONDERS) return;
    this.#responders.clear();
    this.#tellsResponders = false;
  }

  takeSecond(): RequestSecond {
    const second = {
      matched: this.#matchedSecond,
      timedOut: this.#timedOutSecond,
      latency: this.#latencySecond.take(),
    };
    this.#matchedSecond = this.#timedOutSecond = 0;
    return second;
  }

  result(): RecordedRequests {
    return {
      latencies: this.#windows.map(({ latencies }) => encodedLatencies(latencies)),
      counts: [...this.#windows.map(({ counts }) => counts), this.#whole],
      probes: this.probes,
      arrived: this.arrived,
      shards: this.shards,
      responders: this.#responders,
    };
  }

  #latency(dueUs: number, responseUs: number, serviceUs: number): void {
    this.#latencySecond.record(responseUs);
    for (let w = 0; w < this.#windows.length; w++) {
      const window = this.#windows[w]!;
      if (!window.covers(dueUs)) continue;
      window.latencies.request.record(responseUs);
      window.latencies['request.service'].record(serviceUs);
    }
  }
}
