/** What every engine of the benchmark does, and what is read from it. */
export const SHARDS = 256;
export const WORKER_CONNECTIONS = 10;
export const WORKER_FILTER = '$share/workers/req/+';

/** Virtual clients that each ask once in a period, in an open loop. */
export interface Asking {
  readonly url: string;
  readonly clients: number;
  readonly connections: number;
  readonly everyMs: number;
  readonly payloadBytes: number;
  readonly timeoutMs: number;
  readonly warmupMs: number;
  readonly measureMs: number;
}

/** Of the requests that were due in the measure phase. */
export interface Answered {
  readonly due: number;
  /** Replies that came within the time-out. */
  readonly matched: number;
  /** From when a request was due; one without a reply in time counts as its time-out. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Asked extends Answered {
  /** CPU of the measure phase, and memory at its end, of all processes that ask. */
  readonly cpuUs: number;
  readonly residentBytes: number;
}

/** Asks, and calls `onMeasure` at the beginning and at the end of the measure phase. */
export type Asker = (asking: Asking, onMeasure: () => void) => Promise<Asked>;
