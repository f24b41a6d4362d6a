/** `tidemark report`: Markdown and charts again from saved results. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { writeReports } from '../reporters/report.ts';
import { readResults } from '../reporters/results-schema.ts';
import { UsageError } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** Writes beside the file. Throws UsageError when it cannot be read, ResultsError when it holds no results. */
export async function rebuild(path: string, terminal: Terminal): Promise<ExitCode> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(
      `${path} cannot be read: ${error.message}. A file like results/mqtt-results.json is required.`,
    );
  });
  for (const written of await writeReports(readResults(text, path), dirname(resolve(path))))
    terminal.result(written);
  return EXIT.met;
}
