/** An arm that was measured before: one results file, or all below a folder. */
import { glob, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyResults } from '../../reporters/results.ts';
import { ResultsError, readResults } from '../../reporters/results-schema.ts';

export interface SavedRuns {
  readonly files: readonly string[];
  readonly runs: readonly AnyResults[];
  /** Texts of the histories found beside them. */
  readonly histories: readonly string[];
}

/** In the order of their start. Throws ResultsError: a file that is none, or a folder without any. */
export async function savedRuns(path: string): Promise<SavedRuns> {
  const folder = (await stat(path)).isDirectory();
  const files = folder ? await below(path, '**/{mqtt,http}-results.json') : [path];
  if (files.length === 0) {
    throw new ResultsError(
      `${path} holds no results; a results file is required, or a folder with some below it, like results/mqtt-results.json. Run the tests with --out ${path}.`,
    );
  }
  const read = await Promise.all(
    files.map(async (file) => ({ file, run: readResults(await readFile(file, 'utf8'), file) })),
  );
  read.sort((a, b) => (a.run.startedAt < b.run.startedAt ? -1 : 1));
  const histories = folder ? await below(path, '**/history.jsonl') : [];
  return {
    files: read.map(({ file }) => file),
    runs: read.map(({ run }) => run),
    histories: await Promise.all(histories.map((file) => readFile(file, 'utf8'))),
  };
}

async function below(folder: string, pattern: string): Promise<string[]> {
  const found: string[] = [];
  const names = glob(pattern, { cwd: folder, exclude: (name) => name === 'node_modules' || name === '.git' });
  for await (const name of names) found.push(join(folder, name));
  return found.sort();
}
