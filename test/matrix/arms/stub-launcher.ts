/**
 * Stands in for `tidemark run` where comparisons and bisects are tested, not loads: its results say what the folder it
 * runs in has in `delay.js`, without measuring it. The test file is JSON, a list of `StubCell`s.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { collectFingerprint, withTargets } from '../../../saved/fingerprint.ts';
import type { AnyResults, HttpResults, Results } from '../../../saved/results.ts';
import { proveFolder, writeResults } from '../../../saved/results-file.ts';
import { median } from '../../../statistics/quartiles.ts';
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

const NOT_OURS = { type: 'boolean' } as const;
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    broker: { type: 'string', default: 'embedded' },
    site: { type: 'string' },
    for: { type: 'string' },
    baseline: { type: 'string' },
    out: { type: 'string', default: '' },
    'suites-from': { type: 'string', default: '' },
    'save-baseline': NOT_OURS,
    'measure-only': NOT_OURS,
    output: { type: 'string' },
  },
});
const [, file = ''] = positionals;
const { delayMs } = (await import(pathToFileURL('delay.js').href)) as { delayMs: () => number };
const delays = Array.from({ length: 1000 }, () => delayMs() + 1 + 0.01 * Math.random()).sort((a, b) => a - b);
const MS = { min: delays[0]!, p50: median(delays), p99: delays[989]! };

const protocol = values.site === undefined ? 'mqtt' : 'http';
const kind = /^exec:/.test(values.site ?? values.broker) ? 'command' : 'embedded';
const cells = (JSON.parse(readFileSync(file, 'utf8')) as StubCell[]).map(({ title, families, n = 5000 }) => {
  const names = families.flatMap((family) =>
    Object.entries(MS).map(([name, ms]) => [`${family}.${name}`, { value: ms, unit: 'ms', n }] as const),
  );
  const target = { kind, label: kind, version: null, image: null, configuration: null, quota: null } as const;
  const shape = {
    title,
    suite: relative(values['suites-from'], file),
    target,
    metrics: Object.fromEntries(names),
  };
  return runOf({}, { cell: shape }).cells[0]!;
});
const fingerprint = withTargets(await collectFingerprint(process.cwd()), cells);
const startedAt = new Date().toISOString();
const results: Results = { ...runOf({}), startedAt, finishedAt: startedAt, fingerprint, cells };
const pages = { result: aHttpRun({ tasks: { home: {} } }), observation: anObservation() };
const ofSite: HttpResults = {
  ...results,
  protocol: 'http',
  cells: cells.map((cell) => ({ ...cell, runs: [pages] })),
};
const saved: AnyResults = protocol === 'http' ? ofSite : results;
await proveFolder(values.out);
await writeResults(values.out, saved);
