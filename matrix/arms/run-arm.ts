/** One run of the test files against what is checked out somewhere. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordProcess } from '../../fixtures/target/leftovers.ts';
import { type AnyResults, stemOf } from '../../reporters/results.ts';
import { readResults } from '../../reporters/results-schema.ts';
import { gitEnvironment } from './git.ts';

export interface ArmRun {
  /** As of `tidemark run`; 125 also where it was ended from outside, or where `folder` is none. */
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
}

/** How long an interrupted run may take to end its targets. */
const PATIENCE_MS = 20_000;

// Beside the sources in the repository, one folder further up from what is built.
const LAUNCHER = ['../../cli/tidemark.js', '../../../cli/tidemark.js']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find(existsSync);

/**
 * `tidemark run` as a process group of its own. On abort it is interrupted, ended if it does not end, and the signal's
 * reason is thrown. Throws ResultsError when what it wrote cannot be read.
 */
export async function runArm(request: ArmRequest): Promise<ArmRun> {
  const { folder, files, suitesFrom, options, out, signal } = request;
  signal.throwIfAborted();
  if (!existsSync(folder)) return { exitCode: 125, results: [], log: `there is no folder ${folder}` };
  if (LAUNCHER === undefined)
    throw new Error('cli/tidemark.js is missing from this installation of tidemark.');
  // Arms are held against each other: a bound relative to a baseline finds nothing to break here.
  const saved = ['--save-baseline', '--baseline', join(out, 'baseline.json')];
  const where = ['--out', out, '--suites-from', suitesFrom];
  const args = [LAUNCHER, 'run', ...options, ...saved, ...where, '--', ...files];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    detached: true,
    // What annotates a build is said once, of all runs.
    env: { ...gitEnvironment(), GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const forget = child.pid === undefined ? () => {} : recordProcess(child.pid);
  let log = '';
  const keep = (chunk: string) => {
    log += chunk;
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);

  const send = (name: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // It has ended by itself.
    }
  };
  let patience: NodeJS.Timeout | undefined;
  const stop = () => {
    send('SIGINT');
    patience = setTimeout(send, PATIENCE_MS, 'SIGKILL');
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    return { exitCode: code ?? 125, results: await resultsIn(out), log };
  } finally {
    clearTimeout(patience);
    signal.removeEventListener('abort', stop);
    forget();
  }
}

/** Throws ResultsError. */
async function resultsIn(folder: string): Promise<readonly AnyResults[]> {
  const found: AnyResults[] = [];
  for (const protocol of ['mqtt', 'http'] as const) {
    const path = join(folder, `${stemOf({ protocol })}.json`);
    if (existsSync(path)) found.push(readResults(await readFile(path, 'utf8'), path));
  }
  return found;
}
