/** `tidemark report`: Markdown and charts again from saved results. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { writeReports } from '../reporters/output/report.ts';
import { readResults } from '../saved/read-results.ts';
import { ResultsError } from '../saved/results-error.ts';
import { UsageError } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/**
 * Writes beside the file, under its name. Throws UsageError when it cannot be read, ResultsError when it holds no results, is damaged, or the
 * folder refuses.
 */
export async function rebuild(path: string, terminal: Terminal): Promise<ExitCode> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(
      `${path} cannot be read: ${error.message}. A file like results/mqtt-results.json is required.`,
    );
  });
  const folder = dirname(resolve(path));
  const written = await writeReports(readResults(text, path), folder, basename(path, '.json')).catch(
    (error: NodeJS.ErrnoException) => {
      const next =
        error.syscall === undefined
          ? 'Required: a file as tidemark wrote it. Run the tests again to write a new one.'
          : `Required: a folder that can be written. Copy ${path} to one, or change the permissions of ${folder}.`;
      throw new ResultsError(`The report of ${path} cannot be written: ${error.message}. ${next}`, {
        cause: error,
      });
    },
  );
  terminal.result(...written);
  return EXIT.met;
}
