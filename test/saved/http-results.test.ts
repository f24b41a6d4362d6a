import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { historyLine } from '../../reporters/history/line.ts';
import { readResults } from '../../saved/read-results.ts';
import type { HttpResults } from '../../saved/results.ts';
import { writeResults } from '../../saved/results-file.ts';
import { allMetrics } from '../../slo/judge/all-metrics.ts';
import { sampleResults } from '../reporters/sample-results.ts';
import { anObservation } from '../slo/a-run.ts';
import { aHttpRun, anInvalidHttpRun } from '../slo/http/a-run.ts';

const result = aHttpRun({ tasks: { home: {}, device: { failedBy: { refused: 2 } } } });
const observation = anObservation();
const { cells, ...frame } = sampleResults();
const cell = { ...cells[0]!, metrics: allMetrics(result, null), runs: [{ result, observation }] };
const invalid = { ...cell, runs: [{ result: anInvalidHttpRun('interrupted'), observation }] };
const results: HttpResults = { ...frame, protocol: 'http', cells: [cell, invalid] };

test('HTTP runs are saved as http-results.json and read back, with the log-in form redacted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-'));
  try {
    const path = await writeResults(folder, results);
    expect(path).toBe(join(folder, 'http-results.json'));
    const text = await readFile(path, 'utf8');
    expect(readResults(text)).toMatchObject({ protocol: 'http', cells: [{ metrics: cell.metrics }, {}] });
    expect(text).toContain('"password": "***"');
    expect(JSON.stringify(historyLine(results))).toContain('"http.rate":400');
  } finally {
    await rm(folder, { recursive: true });
  }
});
