/**
 * What one agent measures of one group: latencies and counts per window by intended time, and one
 * second at a time for the series by time of completion. The hot path's only data store.
 */
import type { LatencyName } from '../../metrics/mqtt.ts';
import { type EncodedLatencies, encodedLatencies } from '../encoded-latencies.ts';
import { LatencyCounts } from '../latency-counts.ts';
import { SecondHistogram } from '../second-histogram.ts';
import type { Second } from '../seconds.ts';
import type { WindowTimes } from '../windows.ts';
import { type REQUEST_LATENCIES, RequestRecord, type RequestSecond } from './request/record.ts';
import type { RespondSecond } from './respond/tally.ts';

/** Counted per window where they happen; everything else follows from the clients' own accounts. */
export const WINDOW_COUNTS = [
  'acknowledged',
  'received',
  'duplicated',
  'reordered',
  'foreign',
  'unowed',
  'retained',
] as const;
export type WindowCount = (typeof WINDOW_COUNTS)[number];
export const noCounts = (): Record<WindowCount, number> => ({
  acknowledged: 0,
  received: 0,
  duplicated: 0,
  reordered: 0,
  foreign: 0,
  unowed: 0,
  retained: 0,
});

/** All but those of requests, and what is known only when the accounts of all agents are together. */
type RecordedLatency = Exclude<LatencyName, 'will.delivery' | (typeof REQUEST_LATENCIES)[number]>;

const NO_REQUESTS: RequestSecond = { matched: 0, timedOut: 0, latency: [] };

/** Of clients that come back. */
type ReturnLatency = 'reconnect' | 'resume.connack' | 'resume.drained';

export const SECOND_COUNTS = [
  'sent',
  'acknowledged',
  'received',
  'connected',
  'missing',
  'matched',
  'timedOut',
] as const;
export const SECOND_LATENCIES = ['ack', 'delivery', 'request'] as const;
export interface SecondOfGroup
  extends Second<(typeof SECOND_COUNTS)[number], (typeof SECOND_LATENCIES)[number]> {
  /** When a message was last sent, answered or received, after the start of the measure phase; 0 = never. */
  readonly lastUs: number;
  /** Of a group that answers requests, by the agent in which it lives. */
  readonly respond?: RespondSecond;
}

export interface RecordedGroup {
  /** One a window. */
  readonly latencies: readonly EncodedLatencies<RecordedLatency>[];
  /** One a window, and last the whole run from the barrier on. */
  readonly counts: readonly Readonly<Record<WindowCount, number>>[];
}

/** One window; the last of a recorder is the whole run from the barrier on, which has counts only. */
class WindowRecord {
  fromUs = Number.POSITIVE_INFINITY;
  toUs = Number.NEGATIVE_INFINITY;
  readonly latencies: Readonly<Record<RecordedLatency, LatencyCounts>> = {
    connect: new LatencyCounts(),
    'connect.tcp': new LatencyCounts(),
    'connect.tls': new LatencyCounts(),
    'connect.ws': new LatencyCounts(),
    'connect.mqtt': new LatencyCounts(),
    'subscribe.ack': new LatencyCounts(),
    'subscribe.retained': new LatencyCounts(),
    'publish.ack': new LatencyCounts(),
    'publish.pubrec': new LatencyCounts(),
    'publish.ack.service': new LatencyCounts(),
    'schedule.lag': new LatencyCounts(),
    delivery: new LatencyCounts(),
    'delivery.service': new LatencyCounts(),
    reconnect: new LatencyCounts(),
    'resume.connack': new LatencyCounts(),
    'resume.drained': new LatencyCounts(),
  };
  readonly counts = noCounts();

  covers(timeUs: number): boolean {
    return timeUs >= this.fromUs && timeUs < this.toUs;
  }
}

export class Recorder {
  readonly #windows: readonly WindowRecord[];
  readonly #whole = new WindowRecord();
  readonly #ackSecond = new SecondHistogram();
  readonly #deliverySecond = new SecondHistogram();
  #sentSecond = 0;
  #acknowledgedSecond = 0;
  #receivedSecond = 0;
  #missingSecond = 0;
  #lagMaxUs = 0;
  #measureStartUs = 0;
  #lastUs = 0;
  connected = 0;
  /** Null: the group asks nothing. */
  readonly requests: RequestRecord | null;

  constructor(windows: number, asks = false) {
    this.requests = asks ? new RequestRecord(windows) : null;
    this.#windows = Array.from({ length: windows }, () => new WindowRecord());
  }

  /** Windows are known once the start is. */
  begin(times: WindowTimes): void {
    this.#measureStartUs = times.fromUs[0]!;
    this.#windows.forEach((window, w) => {
      window.fromUs = times.fromUs[w]!;
      window.toUs = times.toUs[w]!;
    });
    this.requests?.begin(times);
  }

  /** Windows end there at the latest. */
  cutShort(atUs: number): void {
    for (const window of this.#windows) window.toUs = Math.min(window.toUs, atUs);
    this.requests?.cutShort(atUs);
  }

  /** Connecting belongs to no window: the same in all. */
  setup(name: RecordedLatency, valueUs: number): void {
    for (const window of this.#windows) window.latencies[name].record(valueUs);
  }

  /** A client came back that was to be there from `sinceUs` on. */
  returned(name: ReturnLatency, sinceUs: number, valueUs: number): void {
    for (const window of this.#windows) if (window.covers(sinceUs)) window.latencies[name].record(valueUs);
  }

  count(name: WindowCount, timeUs: number): void {
    for (const window of this.#windows) if (window.covers(timeUs)) window.counts[name]++;
    this.#whole.counts[name]++;
    if (name !== 'received') return;
    this.#receivedSecond++;
    this.#lastUs = Math.max(this.#lastUs, timeUs);
  }

  /** A message that was kept for who subscribes: like connecting, it belongs to no window. */
  retained(): void {
    for (const window of this.#windows) window.counts.retained++;
    this.#whole.counts.retained++;
  }

  sent(intendedUs: number, lagUs: number, writtenUs: number): void {
    this.#lastUs = writtenUs;
    this.#sentSecond++;
    if (lagUs > this.#lagMaxUs) this.#lagMaxUs = lagUs;
    for (let w = 0; w < this.#windows.length; w++) {
      const window = this.#windows[w]!;
      if (window.covers(intendedUs)) window.latencies['schedule.lag'].record(lagUs);
    }
  }

  acknowledged(intendedUs: number, serviceFromUs: number, nowUs: number): void {
    const responseUs = nowUs - intendedUs;
    this.#lastUs = nowUs;
    for (let w = 0; w < this.#windows.length; w++) {
      const window = this.#windows[w]!;
      if (!window.covers(intendedUs)) continue;
      window.latencies['publish.ack'].record(responseUs);
      window.latencies['publish.ack.service'].record(nowUs - serviceFromUs);
      window.counts.acknowledged++;
    }
    this.#whole.counts.acknowledged++;
    this.#acknowledgedSecond++;
    this.#ackSecond.record(responseUs);
  }

  /** The broker has a QoS 2 message. */
  taken(intendedUs: number, nowUs: number): void {
    for (let w = 0; w < this.#windows.length; w++) {
      const window = this.#windows[w]!;
      if (window.covers(intendedUs)) window.latencies['publish.pubrec'].record(nowUs - intendedUs);
    }
  }

  delivered(intendedUs: number, lagUs: number | null, nowUs: number): void {
    const responseUs = nowUs - intendedUs;
    this.#lastUs = nowUs;
    for (let w = 0; w < this.#windows.length; w++) {
      const window = this.#windows[w]!;
      if (!window.covers(intendedUs)) continue;
      window.latencies.delivery.record(responseUs);
      if (lagUs !== null) window.latencies['delivery.service'].record(responseUs - lagUs);
      window.counts.received++;
    }
    this.#whole.counts.received++;
    this.#receivedSecond++;
    this.#deliverySecond.record(responseUs);
  }

  /** Of the second alone: see `heardBy`. */
  arrivedBesides(atUs: number): void {
    this.#lastUs = atUs;
    this.#receivedSecond++;
  }

  /** Messages that later ones of the same publisher overtook; negative when such a message arrives after all. */
  overtaken(messages: number): void {
    this.#missingSecond += messages;
  }

  /** The second that ends now; starts the next. */
  takeSecond(): SecondOfGroup {
    const { matched, timedOut, latency } = this.requests?.takeSecond() ?? NO_REQUESTS;
    const second = {
      counts: {
        sent: this.#sentSecond,
        acknowledged: this.#acknowledgedSecond,
        received: this.#receivedSecond,
        connected: this.connected,
        missing: this.#missingSecond,
        matched,
        timedOut,
      },
      lagMaxUs: this.#lagMaxUs,
      lastUs: Math.max(0, this.#lastUs - this.#measureStartUs),
      latencies: { ack: this.#ackSecond.take(), delivery: this.#deliverySecond.take(), request: latency },
    };
    this.#sentSecond = this.#acknowledgedSecond = this.#receivedSecond = this.#missingSecond = 0;
    this.#lagMaxUs = 0;
    return second;
  }

  result(): RecordedGroup {
    return {
      latencies: this.#windows.map(({ latencies }) => encodedLatencies(latencies)),
      counts: [...this.#windows, this.#whole].map(({ counts }) => counts),
    };
  }
}
