/** A results folder takes one run at a time: two would replace each other's files. */
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { holdName, systemName } from './held-name.ts';
import { ResultsError } from './results-error.ts';

/**
 * Holds the folder until it is disposed of or this process ends, against other runs of this user. Where the system has no names to hold, as
 * macOS, nothing is held.
 * @throws ResultsError when another run has it
 */
export async function holdFolder(folder: string): Promise<Disposable> {
  const real = await realpath(folder).catch(() => resolve(folder));
  const name = systemName(`tidemark-results-${createHash('sha256').update(real).digest('hex').slice(0, 16)}`);
  const hold = name === null ? null : await holdName(name);
  if (hold?.kind === 'held') return { [Symbol.dispose]: hold.release };
  if (hold?.kind !== 'ours') return { [Symbol.dispose]: () => {} };
  await hold.free(AbortSignal.abort());
  throw new ResultsError(
    `Another run (process ${hold.pid}) is writing its results to ${folder}. Required: a folder of its own for each run. Name another one with --out, or start this run when the other has ended.`,
  );
}
