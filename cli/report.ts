/** `tidemark report`: Markdown and charts again from saved results. */
import { basename, dirname, resolve } from 'node:path';
import { reportOf, writeReport } from '../reporters/output/report.ts';
import { EXIT, type ExitCode } from '../saved/exit-codes.ts';
import { readResultsFile } from '../saved/read-results.ts';
import { orResultsError } from '../saved/replace-file.ts';
import { ResultsError } from '../saved/results-error.ts';
import { UsageError } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/**
 * Writes beside the file, under its name.
 * @throws UsageError when it cannot be read; ResultsError when it holds no results, is damaged, or the folder refuses
 */
export async function rebuild(path: string, terminal: Terminal): Promise<ExitCode> {
  const results = await readResultsFile(path).catch((error: Error) => {
    if (error instanceof ResultsError) throw error;
    throw new UsageError(
      `${path} cannot be read: ${error.message}. A file like results/mqtt-results.json is required.`,
    );
  });
  const folder = dirname(resolve(path));
  const cannot = (why: string): string => `The report of ${path} cannot be written: ${why}.`;
  const report = await orResultsError(
    (why) => `${cannot(why)} Required: a file as tidemark wrote it. Run the tests again to write a new one.`,
    async () => reportOf(results, basename(path, '.json')),
  );
  const written = await orResultsError(
    (why) =>
      `${cannot(why)} Required: a folder that can be written. Copy ${path} to one, or change the permissions of ${folder}.`,
    () => writeReport(report, folder),
  );
  terminal.result(...written);
  return EXIT.met;
}
