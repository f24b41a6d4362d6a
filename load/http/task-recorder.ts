/**
 * What one agent measures of one task: latencies and counts per window by intended time, and one second at a time
 * for the series by time of completion. Latencies are of successes; failures are counted by cause.
 */
import type { TaskLatencyName } from '../../metrics/http.ts';
import { type EncodedLatencies, encodedLatencies } from '../encoded-latencies.ts';
import { LatencyCounts } from '../latency-counts.ts';
import { SecondHistogram } from '../second-histogram.ts';
import type { Second } from '../seconds.ts';
import type { WindowTimes } from '../windows.ts';

export const SECOND_COUNTS = ['begun', 'succeeded', 'failed'] as const;
export const SECOND_LATENCIES = ['response'] as const;
export type SecondOfTask = Second<(typeof SECOND_COUNTS)[number], (typeof SECOND_LATENCIES)[number]>;

/** One task in one window. */
export interface RecordedTask {
  readonly begun: number;
  readonly succeeded: number;
  readonly failedBy: Readonly<Record<string, number>>;
  readonly latencies: EncodedLatencies<TaskLatencyName>;
}

class TaskWindow {
  readonly fromUs: number;
  toUs: number;
  readonly http = new LatencyCounts();
  readonly service = new LatencyCounts();
  readonly lag = new LatencyCounts();
  begun = 0;
  readonly failedBy: Record<string, number> = {};

  constructor(fromUs: number, toUs: number) {
    this.fromUs = fromUs;
    this.toUs = toUs;
  }

  covers(timeUs: number): boolean {
    return timeUs >= this.fromUs && timeUs < this.toUs;
  }
}

export class TaskRecorder {
  #windows: TaskWindow[] = [];
  readonly #second = new SecondHistogram();
  #begunSecond = 0;
  #succeededSecond = 0;
  #failedSecond = 0;
  #lagMaxUs = 0;

  /** Forgets what was, and begins to measure: a hold. */
  measure(times: WindowTimes): void {
    this.#windows = times.fromUs.map((fromUs, w) => new TaskWindow(fromUs, times.toUs[w]!));
    this.takeSecond();
  }

  /** Windows end there at the latest. */
  cutShort(atUs: number): void {
    for (const window of this.#windows) window.toUs = Math.min(window.toUs, atUs);
  }

  begun(intendedUs: number, lagUs: number): void {
    this.#begunSecond++;
    if (lagUs > this.#lagMaxUs) this.#lagMaxUs = lagUs;
    for (let w = 0; w < this.#windows.length; w++) {
      const window = this.#windows[w]!;
      if (!window.covers(intendedUs)) continue;
      window.begun++;
      window.lag.record(lagUs);
    }
  }

  succeeded(intendedUs: number, serviceFromUs: number, atUs: number): void {
    this.#succeededSecond++;
    this.#second.record(atUs - intendedUs);
    for (let w = 0; w < this.#windows.length; w++) {
      const window = this.#windows[w]!;
      if (!window.covers(intendedUs)) continue;
      window.http.record(atUs - intendedUs);
      window.service.record(atUs - serviceFromUs);
    }
  }

  failed(intendedUs: number, cause: string): void {
    this.#failedSecond++;
    for (const window of this.#windows)
      if (window.covers(intendedUs)) window.failedBy[cause] = (window.failedBy[cause] ?? 0) + 1;
  }

  takeSecond(): SecondOfTask {
    const second = {
      counts: { begun: this.#begunSecond, succeeded: this.#succeededSecond, failed: this.#failedSecond },
      lagMaxUs: this.#lagMaxUs,
      latencies: { response: this.#second.take() },
    };
    this.#begunSecond = this.#succeededSecond = this.#failedSecond = this.#lagMaxUs = 0;
    return second;
  }

  /** One a window. */
  result(): RecordedTask[] {
    return this.#windows.map(({ http, service, lag, begun, failedBy }) => ({
      begun,
      succeeded: http.total,
      failedBy,
      latencies: encodedLatencies({ http, 'http.service': service, 'schedule.lag': lag }),
    }));
  }
}
