/** What tables, charts and sentences call the figures of a protocol. */
import type { BaseMetric } from '../metrics/metrics.ts';
import type { SavedCell } from '../saved/cell.ts';

export interface Words {
  /** Families of response times, the first is the one spoken of. */
  readonly latencies: readonly {
    readonly family: 'publish.ack' | 'delivery' | 'http';
    readonly name: string;
    readonly short: string;
    /** Those in tables. */
    readonly percentiles: readonly ('p50' | 'p95' | 'p99')[];
  }[];
  /** What the rates count. */
  readonly work: string;
  readonly workShort: string;
  /** What became of them: `sent`. */
  readonly done: string;
  readonly achieved: BaseMetric;
  readonly failed: { readonly metric: BaseMetric; readonly name: string };
}

const MQTT: Words = {
  latencies: [
    { family: 'publish.ack', name: 'acknowledgement', short: 'ack', percentiles: ['p50', 'p99'] },
    { family: 'delivery', name: 'delivery', short: 'delivery', percentiles: ['p50', 'p99'] },
  ],
  work: 'messages',
  workShort: 'msg',
  done: 'sent',
  achieved: 'publish.rate',
  failed: { metric: 'lost', name: 'lost' },
};

const HTTP: Words = {
  latencies: [{ family: 'http', name: 'response', short: 'response', percentiles: ['p50', 'p95', 'p99'] }],
  work: 'pages',
  workShort: 'pages',
  done: 'served',
  achieved: 'http.rate',
  failed: { metric: 'http.failed', name: 'failed' },
};

/** Those of a test: a cell puts load on one protocol. */
export const wordsOf = (cells: readonly SavedCell[]): Words =>
  cells.some(({ runs }) => runs.some(({ result }) => result.plan.protocol === 'http')) ? HTTP : MQTT;
