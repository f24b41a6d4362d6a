/**
 * Stands in for `tidemark run` where comparisons and bisects are tested, not loads: its results say what the folder it
 * runs in has in `delay.js`, without measuring it. The test file is a `StubFile` as JSON.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { collectFingerprint, withTargets } from '../../../saved/fingerprint.ts';
import type { AnyResults } from '../../../saved/results.ts';
import { proveFolder, writeResults } from '../../../saved/results-file.ts';
import { median } from '../../../statistics/quartiles.ts';
// A type alone: it is started hundreds of times, and to make results takes longer than all that it does.
import type { StubFile } from './stub-file.ts';

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

const { measures, results }: StubFile = JSON.parse(readFileSync(file, 'utf8'));
const kind = /^exec:/.test(values.site ?? values.broker) ? 'command' : 'embedded';
const target = { kind, label: kind, version: null, image: null, configuration: null, quota: null } as const;
const suite = relative(values['suites-from'], file);
results.cells.forEach((cell, index) => {
  const { families, n = 5000 } = measures[index]!;
  const metrics = families.flatMap((family) =>
    Object.entries(MS).map(([name, ms]) => [`${family}.${name}`, { value: ms, unit: 'ms', n }] as const),
  );
  Object.assign(cell, { suite, target, metrics: Object.fromEntries(metrics) });
});
const fingerprint = withTargets(await collectFingerprint(process.cwd()), results.cells);
const startedAt = new Date().toISOString();
const saved: AnyResults = { ...results, startedAt, finishedAt: startedAt, fingerprint };
await proveFolder(values.out);
await writeResults(values.out, saved);
