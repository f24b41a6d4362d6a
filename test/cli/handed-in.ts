/** Submissions as `tidemark grade` finds them, made without a load. */
import type { KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { reportOf, writeReport } from '../../reporters/output/report.ts';
import { proveFolder, writeResults } from '../../saved/results-file.ts';
import { cellOf, resultsOf } from '../reporters/sample-results.ts';
import { Folder } from './command.ts';
import type { Ended } from './in-process.ts';

export const STACK_TRACE = /^\s+at .*:\d+/m;
const SUITE = 'suites/mqtt/telemetry.slo.ts';
const RUBRIC = `
title: Load testing
total: 20
criteria:
  - { id: hold, title: It holds, points: 10, slo: { suite: ${SUITE}, metrics: all } }
  - { id: told, title: It is told, points: 4, file: { path: mqtt-results.md, parts: [{ section: Analysis, paragraphs: 1 }] } }
  - { id: writing, title: It reads well, points: 6, human: the whole }
`;

/** A folder with a rubric and the results of a run, as tidemark writes them, in `hand-in` or elsewhere. */
export async function handedIn(...submissions: readonly string[]): Promise<Folder> {
  const folder = new Folder({ 'rubric.yaml': RUBRIC });
  for (const name of submissions.length > 0 ? submissions : ['hand-in']) {
    const cells = [cellOf({ clients: 500, qos: 1, verdict: 'pass', medianMs: 1 })];
    // Nobody's run is to the last digit that of somebody else.
    const results = { ...resultsOf(cells), command: `npx tidemark run --out ${name}` };
    const out = join(folder.path, name);
    await proveFolder(out);
    await writeResults(out, results);
    await writeReport(reportOf(results), out);
  }
  return folder;
}

export const publicPem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

/** `tidemark grade` of `hand-in`, in this process. */
export const grade = (folder: Folder, ...more: readonly string[]): Promise<Ended> =>
  folder.run('grade', 'rubric.yaml', '--results', 'hand-in', ...more);

export const edit = (folder: Folder, name: string, from: RegExp, to: string): void => {
  const path = join(folder.path, name);
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(path, text.replace(from, to));
};
