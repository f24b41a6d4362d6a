/**
 * What one agent measures of one group: latencies and counts per window by intended time, and one
 * second at a time for the series by time of completion. The hot path's only data store.
 */
import { encodeHistogram, type Histogram, newHistogram, record } from './histogram.ts';
import type { LatencyName } from './result.ts';
import { SecondHistogram, type SparseCounts } from './second-histogram.ts';

/** Counted per window where they happen; everything else follows from the clients' own accounts. */
export const WINDOW_COUNTS = ['acknowledged', 'received', 'duplicated', 'reordered', 'foreign'] as const;
export type WindowCount = (typeof WINDOW_COUNTS)[number];

export interface SecondCounts {
  readonly sent: number;
  readonly acknowledged: number;
  readonly received: number;
  readonly connected: number;
  readonly lagMaxUs: number;
  readonly ack: SparseCounts;
  readonly delivery: SparseCounts;
}

export interface RecordedGroup {
  /** One a window. */
  readonly latencies: readonly Partial<Record<LatencyName, string>>[];
  /** One a window, and last the whole run from the barrier on. */
  readonly counts: readonly Readonly<Record<WindowCount, number>>[];
}

/** Absolute half-open intervals, microseconds of the monotonic clock. */
export interface WindowTimes {
  readonly fromUs: readonly number[];
  readonly toUs: readonly number[];
}

export class Recorder {
  #fromUs: readonly number[] = [];
  #toUs: readonly number[] = [];
  #latencies: Map<LatencyName, (Histogram | undefined)[]> = new Map();
  #counts: Record<WindowCount, Float64Array>;
  readonly #windows: number;
  readonly #ackSecond = new SecondHistogram();
  readonly #deliverySecond = new SecondHistogram();
  sentSecond = 0;
  #acknowledgedSecond = 0;
  #receivedSecond = 0;
  #lagMaxUs = 0;
  connected = 0;

  constructor(windows: number) {
    this.#windows = windows;
    const zeros = (): Float64Array => new Float64Array(windows + 1);
    this.#counts = {
      acknowledged: zeros(),
      received: zeros(),
      duplicated: zeros(),
      reordered: zeros(),
      foreign: zeros(),
    };
  }

  /** Windows are known once the start is. */
  begin(times: WindowTimes): void {
    this.#fromUs = times.fromUs;
    this.#toUs = times.toUs;
  }

  latency(name: LatencyName, intendedUs: number, valueUs: number): void {
    for (let w = 0; w < this.#fromUs.length; w++) {
      if (intendedUs >= this.#fromUs[w]! && intendedUs < this.#toUs[w]!)
        record(this.#histogram(name, w), valueUs);
    }
  }

  /** Connecting belongs to no window: the same in all. */
  setup(name: LatencyName, valueUs: number): void {
    for (let w = 0; w < this.#windows; w++) record(this.#histogram(name, w), valueUs);
  }

  count(name: WindowCount, timeUs: number): void {
    const counts = this.#counts[name];
    for (let w = 0; w < this.#fromUs.length; w++) {
      if (timeUs >= this.#fromUs[w]! && timeUs < this.#toUs[w]!) counts[w]!++;
    }
    counts[this.#windows]!++;
  }

  sent(intendedUs: number, lagUs: number): void {
    this.sentSecond++;
    if (lagUs > this.#lagMaxUs) this.#lagMaxUs = lagUs;
    this.latency('schedule.lag', intendedUs, lagUs);
  }

  acknowledged(intendedUs: number, serviceFromUs: number, nowUs: number): void {
    this.latency('publish.ack', intendedUs, nowUs - intendedUs);
    this.latency('publish.ack.service', intendedUs, nowUs - serviceFromUs);
    this.count('acknowledged', intendedUs);
    this.#acknowledgedSecond++;
    this.#ackSecond.record(nowUs - intendedUs);
  }

  delivered(intendedUs: number, lagUs: number | null, nowUs: number): void {
    this.latency('delivery', intendedUs, nowUs - intendedUs);
    if (lagUs !== null) this.latency('delivery.service', intendedUs, nowUs - intendedUs - lagUs);
    this.count('received', intendedUs);
    this.#receivedSecond++;
    this.#deliverySecond.record(nowUs - intendedUs);
  }

  /** The second that ends now; starts the next. */
  takeSecond(): SecondCounts {
    const second = {
      sent: this.sentSecond,
      acknowledged: this.#acknowledgedSecond,
      received: this.#receivedSecond,
      connected: this.connected,
      lagMaxUs: this.#lagMaxUs,
      ack: this.#ackSecond.take(),
      delivery: this.#deliverySecond.take(),
    };
    this.sentSecond = this.#acknowledgedSecond = this.#receivedSecond = this.#lagMaxUs = 0;
    return second;
  }

  result(): RecordedGroup {
    const latencies = Array.from({ length: this.#windows }, (_, w) => {
      const encoded: Partial<Record<LatencyName, string>> = {};
      for (const [name, histograms] of this.#latencies) {
        const histogram = histograms[w];
        if (histogram) encoded[name] = encodeHistogram(histogram);
      }
      return encoded;
    });
    const counts = Array.from({ length: this.#windows + 1 }, (_, w) => {
      const of = (name: WindowCount): number => this.#counts[name][w] ?? 0;
      return {
        acknowledged: of('acknowledged'),
        received: of('received'),
        duplicated: of('duplicated'),
        reordered: of('reordered'),
        foreign: of('foreign'),
      };
    });
    return { latencies, counts };
  }

  #histogram(name: LatencyName, window: number): Histogram {
    let histograms = this.#latencies.get(name);
    if (!histograms) {
      histograms = new Array(this.#windows);
      this.#latencies.set(name, histograms);
    }
    let histogram = histograms[window];
    if (!histogram) {
      histogram = newHistogram();
      histograms[window] = histogram;
    }
    return histogram;
  }
}
