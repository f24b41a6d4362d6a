/** One line a run in `history.jsonl`: enough to plot how the key figures moved from commit to commit. */
import { createHash } from 'node:crypto';
import type { Cell } from './cell.ts';
import { overallVerdict } from './overall-verdict.ts';
import type { AnyResults } from './results.ts';
import type { Verdict } from './slo-row.ts';

/** What is worth following from run to run; each cell keeps those of them it has. */
const KEY_METRICS = [
  'capacity',
  'capacity.upper',
  'capacity.delivered',
  'connect.rate',
  'publish.offered',
  'publish.rate',
  'publish.ack.p50',
  'publish.ack.p99',
  'delivery.p50',
  'delivery.p99',
  'lost',
  'duplicated',
  'http.rate',
  'http.p50',
  'http.p99',
  'http.failed',
  'apdex',
  'login.p99',
  'target.cpu',
  'target.cpu_per_message',
  'target.cpu_per_request',
  'target.memory',
  'generator.cpu',
] as const;

export interface HistoryLine {
  readonly startedAt: string;
  readonly protocol: AnyResults['protocol'];
  readonly verdict: Verdict;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly commit: string | null;
  readonly dirty: boolean | null;
  readonly version: string | null;
  readonly image: string | null;
  readonly configuration: string | null;
  /** Of the environment: lines with the same hash can be compared. */
  readonly environment: string;
  readonly cells: readonly (Pick<Cell, 'suite' | 'title' | 'parameters' | 'planHash' | 'verdict'> & {
    /** Values in the units of the metric list. */
    readonly metrics: Readonly<Record<string, number>>;
  })[];
}

export function historyLine(results: AnyResults): HistoryLine {
  const { environment, subject } = results.fingerprint;
  const verdicts = { pass: 0, fail: 0, invalid: 0 };
  for (const { verdict } of results.cells) verdicts[verdict]++;
  return {
    startedAt: results.startedAt,
    protocol: results.protocol,
    verdict: overallVerdict(results.cells),
    verdicts,
    commit: subject.commit,
    dirty: subject.dirty,
    version: subject.version,
    image: subject.image,
    configuration: subject.configuration,
    environment: environmentHash(environment),
    cells: results.cells.map(({ suite, title, parameters, planHash, verdict, metrics }) => ({
      suite,
      title,
      parameters,
      planHash,
      verdict,
      metrics: Object.fromEntries(
        KEY_METRICS.flatMap((name) => (metrics[name] ? [[name, metrics[name].value]] : [])),
      ),
    })),
  };
}

/** Twelve hex digits over the environment, in the order of its keys. */
export const environmentHash = (environment: AnyResults['fingerprint']['environment']): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')
    .slice(0, 12);
