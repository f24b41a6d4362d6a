/** One run of the test files against what is checked out somewhere. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OPTIONS, type RunOption } from '../../fixtures/options.ts';
import { EXIT } from '../../saved/exit-codes.ts';
import { readResultsFile } from '../../saved/read-results.ts';
import type { AnyResults } from '../../saved/results.ts';
import { ResultsError } from '../../saved/results-error.ts';
import { stemOf } from '../../saved/results-file.ts';
import { PROTOCOLS } from '../../saved/runs.ts';
import { redactText } from '../../text/redact.ts';
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
  const { listed, environment } = apart(options);
  const args = [launcher, 'run', ...listed, ...saved, ...where, '--', ...files];
  const { code, log } = await runGroup({
    file: process.execPath,
    args,
    cwd: folder,
    // What annotates a build is said once, of all runs.
    env: { ...environment, GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '', NO_COLOR: '1' },
    signal,
  });
  try {
    return { exitCode: code ?? EXIT.notJudged, results: await resultsIn(out), log };
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    return { exitCode: EXIT.notJudged, results: [], log: `${log}${error.message}\n` };
  }
}

/** Options with credentials go into the environment: everybody on the machine sees the list of processes. */
function apart(options: readonly string[]): {
  readonly listed: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
} {
  const given: { readonly words: readonly string[]; readonly name: string; readonly value: string }[] = [];
  for (let at = 0; at < options.length; at++) {
    const [, name = '', own] = /^(--[\w-]+)(?:=(.*))?$/s.exec(options[at] ?? '') ?? [];
    const value = own ?? options[at + 1];
    const moves = VARIABLES.has(name) && value !== undefined;
    const words = options.slice(at, moves && own === undefined ? at + 2 : at + 1);
    given.push({ words, name: moves ? name : '', value: value ?? '' });
    at += words.length - 1;
  }
  const secret = new Set(
    given.flatMap(({ name, value }) => (name && redactText(value) !== value ? name : [])),
  );
  const environment: Record<string, string> = {};
  for (const { name, value } of given.filter((one) => secret.has(one.name))) {
    const { environment: variable = '', repeatable } = VARIABLES.get(name)!;
    // As the command line says it: all values of one that may be written several times, else the last.
    environment[variable] = [repeatable && environment[variable], value].filter(Boolean).join(' ');
  }
  return { listed: given.flatMap(({ name, words }) => (secret.has(name) ? [] : words)), environment };
}

/** Options that the environment can say, by the names they are written by. */
const VARIABLES: ReadonlyMap<string, RunOption<unknown>> = new Map(
  Object.values<RunOption<unknown>>(OPTIONS)
    .filter(({ environment }) => environment !== undefined)
    .map((option) => [option.flags.split(' ')[0]!, option]),
);

/** Throws ResultsError. */
async function resultsIn(folder: string): Promise<readonly AnyResults[]> {
  const found: AnyResults[] = [];
  for (const protocol of PROTOCOLS) {
    const path = join(folder, `${stemOf({ protocol })}.json`);
    if (existsSync(path)) found.push(await readResultsFile(path));
  }
  return found;
}
