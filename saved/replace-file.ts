/** Files that are replaced in one step: a reader never sees half of one. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ResultsError } from './results-error.ts';

export async function replaceFile(path: string, content: string | Iterable<string>): Promise<void> {
  const temporary = temporaryFor(path);
  await naming(path, async () => {
    await writeFile(temporary, content);
    await rename(temporary, path);
  }).catch(async (error) => {
    // On a full disk it takes room.
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  });
}

/** Names the file where Node does not, as in "no space left on device, write". */
export async function naming<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const { message } = error as Error;
    if (message.includes(path)) throw error;
    throw new Error(`${message} (${path})`, { cause: error });
  }
}

/** Proves, without touching the file, that it can be replaced. Rejects as Node does when its folder refuses. */
export async function proveReplaceable(path: string): Promise<void> {
  const temporary = temporaryFor(path);
  await writeFile(temporary, '');
  await rm(temporary);
}

/** Beside the file: a name in another file system could not take its place in one step. */
const temporaryFor = (path: string): string => `${path}.${process.pid}.tmp`;

/** With its parents. Node's own recursive mkdir never ends where an existing parent refuses, as /proc does. */
export async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** @throws ResultsError in place of what `action` throws; `message` tells it from the reason. */
export async function orResultsError<T>(
  message: (why: string) => string,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new ResultsError(message((error as Error).message), { cause: error });
  }
}
