import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSubmission } from '../../grading/read-submission.ts';
import { reportOf, writeReport } from '../../reporters/output/report.ts';
import { serialize } from '../../saved/results-file.ts';
import { resultsOf } from '../reporters/sample-results.ts';
import { passing } from './a-submission.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-submission-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const results = resultsOf([passing]);
const standing = async () => (await readSubmission(folder, [], null)).saved[0]?.report.kind;

test.each(['mqtt-results', 'before-results'])('a report made of %s.json follows from it', async (stem) => {
  await writeFile(join(folder, `${stem}.json`), serialize(results));
  await writeReport(reportOf(results, stem), folder);
  expect(await standing()).toBe('follows');
});

test('results renamed with their report, charts left as they are called, are still followed', async () => {
  await writeFile(join(folder, 'before-results.json'), serialize(results));
  await writeReport(reportOf(results), folder);
  await rename(join(folder, 'mqtt-results.md'), join(folder, 'before-results.md'));
  expect(await standing()).toBe('follows');
});
