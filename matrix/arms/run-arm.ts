/** One run of the test files against what is checked out somewhere. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT } from '../../saved/exit-codes.ts';
import { readResults } from '../../saved/read-results.ts';
import type { AnyResults } from '../../saved/results.ts';
import { ResultsError } from '../../saved/results-error.ts';
import { stemOf } from '../../saved/results-file.ts';
import { PROTOCOLS } from '../../saved/runs.ts';
import { LAUNCHER } from './launcher.ts';
import { runGroup } from './process-group.ts';

export interface ArmRun {
  /** As of `tidemark run`; 125 also where it was ended from outside, where `folder` is none, or its results are damaged. */
  readonly exitCode: number;
  /** One a protocol; none where no test measured anything. */
  readonly results: readonly AnyResults[];
  /** What it printed: cells, progress, problems. */
  readonly log: string;
}

export interface ArmRequest {
  /** Where it runs: commands (`exec:`) and relative paths in `options` are this folder's. */
  readonly folder: string;
  readonly files: readonly string[];
  /** What the suites of the results are named relative to. */
  readonly suitesFrom: string;
  /** As `tidemark run` takes them, without `--out`. */
  readonly options: readonly string[];
  /** A new folder for its results. */
  readonly out: string;
  readonly signal: AbortSignal;
  /** The script that carries out `run`, for `node`; this tidemark's own unless said. */
  readonly launcher?: string;
}

/** `tidemark run` as a process of its own; see `runGroup` for what an abort does. */
export async function runArm(request: ArmRequest): Promise<ArmRun> {
  const { folder, files, suitesFrom, options, out, signal, launcher = LAUNCHER } = request;
  signal.throwIfAborted();
  if (!existsSync(folder))
    return { exitCode: EXIT.notJudged, results: [], log: `there is no folder ${folder}` };
  // Arms are held against each other: a bound relative to a baseline finds nothing to break here.
  // Neither do they need an SLO.
  const saved = ['--measure-only', '--save-baseline', '--baseline', join(out, 'baseline.json')];
  // One of many: what is read is the report on all of them.
  const where = ['--output', 'json,history', '--out', out, '--suites-from', suitesFrom];
  const args = [launcher, 'run', ...options, ...saved, ...where, '--', ...files];
  const { code, log } = await runGroup({
    file: process.execPath,
    args,
    cwd: folder,
    // What annotates a build is said once, of all runs.
    env: { GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '', NO_COLOR: '1' },
    signal,
  });
  try {
    return { exitCode: code ?? EXIT.notJudged, results: await resultsIn(out), log };
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    return { exitCode: EXIT.notJudged, results: [], log: `${log}${error.message}\n` };
  }
}

/** Throws ResultsError. */
async function resultsIn(folder: string): Promise<readonly AnyResults[]> {
  const found: AnyResults[] = [];
  for (const protocol of PROTOCOLS) {
    const path = join(folder, `${stemOf({ protocol })}.json`);
    if (existsSync(path)) found.push(readResults(await readFile(path, 'utf8'), path));
  }
  return found;
}
