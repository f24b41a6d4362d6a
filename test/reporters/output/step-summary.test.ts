import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stepSummary } from '../../../reporters/output/step-summary.ts';
import { STEP_SUMMARY_BYTES } from '../../../reporters/step-summary/markdown.ts';
import { cellOf, sweepShapes } from '../sample-results.ts';

const conclusion = {
  outcome: 'An SLO was breached.',
  problems: ['mqtt://user:hunter2@127.0.0.1 does not answer'],
  cells: sweepShapes.slice(0, 1).map(cellOf),
};

let folder: string;
let file: string;
let notes: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-summary-'));
  file = join(folder, 'summary.md');
  notes = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const conclude = (path: string) => {
  vi.stubEnv('GITHUB_STEP_SUMMARY', path);
  return stepSummary.open({ folder, signWith: null, note: (line) => notes.push(line) }).conclude!(conclusion);
};

test('it follows what other commands of the step wrote, without passwords', async () => {
  await writeFile(file, 'Built.\n');
  await conclude(file);
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(/^Built\.\n\n## tidemark: An SLO was breached\./);
  expect(text).toContain('does not answer');
  expect(text).not.toContain('hunter2');
  expect(notes).toEqual([]);
});

test('nothing is written where the run is no step', async () => {
  await conclude('');
  expect(notes).toEqual([]);
});

test('where it has no room, or cannot be written, a note says so', async () => {
  const full = 'x'.repeat(STEP_SUMMARY_BYTES);
  await writeFile(file, full);
  await conclude(file);
  expect(await readFile(file, 'utf8')).toBe(full);
  await conclude(folder);
  expect(notes).toEqual([
    expect.stringMatching(/^No room is left in the summary of this step, /),
    expect.stringMatching(/^The summary of this step cannot be written: EISDIR/),
  ]);
});
