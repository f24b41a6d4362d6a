/** An arm that was measured before: one results file, or all below a folder. */
import { glob, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { readRegularFile } from '../../load/regular-file.ts';
import { readResultsFile } from '../../saved/read-results.ts';
import type { AnyResults } from '../../saved/results.ts';
import { ResultsError } from '../../saved/results-error.ts';

/** Where a bisect keeps its runs, in its results folder: of many commits, so they are no arm. */
export const BISECT_RUNS = 'bisect-runs';
const MOST_HISTORY_BYTES = 64 * 1024 ** 2;
const PASSED_OVER = new Set(['node_modules', '.git', BISECT_RUNS]);

export interface SavedRuns {
  readonly files: readonly string[];
  readonly runs: readonly AnyResults[];
  /** Texts of the histories found beside them. */
  readonly histories: readonly string[];
}

/**
 * In the order of their start. Throws ResultsError: a file that is none, or a folder without any, or with both arms of a
 * comparison.
 */
export async function savedRuns(path: string): Promise<SavedRuns> {
  const folder = (await stat(path)).isDirectory();
  const files = folder ? await below(path, '**/{mqtt,http}-results.json') : [path];
  if (files.length === 0) {
    throw new ResultsError(
      `${path} holds no results; a results file is required, or a folder with some below it, like results/mqtt-results.json. Run the tests with --out ${path}.`,
    );
  }
  refuseBothArms(path, files);
  const read: { readonly file: string; readonly run: AnyResults }[] = [];
  for (const file of files) read.push({ file, run: await readResultsFile(file) });
  read.sort((a, b) => (a.run.startedAt < b.run.startedAt ? -1 : 1));
  const histories = folder ? await below(path, '**/history.jsonl') : [];
  return {
    files: read.map(({ file }) => file),
    runs: read.map(({ run }) => run),
    histories: histories.map((file) => readRegularFile(file, MOST_HISTORY_BYTES).toString()),
  };
}

/** `base` and `head` beside each other are what a comparison has measured. */
function refuseBothArms(path: string, files: readonly string[]): void {
  const folders = files.flatMap((file) => {
    const names = relative(path, file).split(sep);
    return names.map((_, depth) => join(path, ...names.slice(0, depth)));
  });
  const found = new Set(folders);
  const base = folders.find((one) => basename(one) === 'base' && found.has(join(dirname(one), 'head')));
  if (base === undefined) return;
  const head = join(dirname(base), 'head');
  throw new ResultsError(
    `${path} holds both arms of a comparison, ${base} and ${head}; the runs of one arm are required: name one of them.`,
  );
}

async function below(folder: string, pattern: string): Promise<string[]> {
  const found: string[] = [];
  const names = glob(pattern, { cwd: folder, exclude: (name) => PASSED_OVER.has(name) });
  for await (const name of names) found.push(join(folder, name));
  return found.sort();
}
