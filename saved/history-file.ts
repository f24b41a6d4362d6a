/** `history.jsonl` in the results folder. */
import { constants } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryLine } from './history.ts';
import { makeFolder, naming } from './replace-file.ts';
import { inFolder } from './results-file.ts';

/** Proves that lines can be added; makes folder and file where there are none. @throws ResultsError */
export const proveHistory = (folder: string): Promise<void> =>
  inFolder(folder, async () => {
    await makeFolder(folder);
    await append(folder, '');
  });

/** @throws ResultsError */
export const appendHistory = (folder: string, line: HistoryLine): Promise<void> =>
  inFolder(folder, () => append(folder, `${JSON.stringify(line)}\n`));

/** Does not wait for who reads, should it be a pipe. */
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);

function append(folder: string, text: string): Promise<void> {
  const path = join(folder, 'history.jsonl');
  return naming(path, () => appendFile(path, text, { flag: APPEND }));
}
