/** What stub-launcher.ts takes for a test file. */
import type { AnyResults, HttpResults } from '../../../saved/results.ts';
import { runOf } from '../../reporters/sample-arms.ts';
import { anObservation } from '../../slo/a-run.ts';
import { aHttpRun } from '../../slo/http/a-run.ts';

export interface StubCell {
  readonly title: string;
  /** `delivery` makes `delivery.min`, `delivery.p50` and `delivery.p99`. */
  readonly families: readonly string[];
  /** Samples of each. */
  readonly n?: number;
}

export interface StubFile {
  readonly measures: readonly Pick<StubCell, 'families' | 'n'>[];
  /** Its cells have no figures yet. */
  readonly results: AnyResults;
}

export function stubFile(kind: 'broker' | 'site', cells: readonly StubCell[]): StubFile {
  const run = runOf({});
  const of = cells.map(({ title }) => runOf({}, { cell: { title } }).cells[0]!);
  if (kind === 'broker') return { measures: cells, results: { ...run, cells: of } };
  const pages = { result: aHttpRun({ tasks: { home: {} } }), observation: anObservation() };
  const results: HttpResults = {
    ...run,
    protocol: 'http',
    cells: of.map((cell) => ({ ...cell, runs: [pages] })),
  };
  return { measures: cells, results };
}
