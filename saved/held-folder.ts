/** A results folder takes one run at a time: two would replace each other's files. */
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { holdName, nameFree, systemName } from './held-name.ts';
import { ResultsError } from './results-error.ts';

/** How long the holder has to say which process it is. */
const ANSWER_WITHIN_MS = 1000;

/**
 * Holds the folder until it is disposed of or this process ends. Where the system has no names to hold, as macOS, nothing is held.
 * @throws ResultsError when another run has it
 */
export async function holdFolder(folder: string): Promise<Disposable> {
  const real = await realpath(folder).catch(() => resolve(folder));
  const name = systemName(`tidemark-results-${createHash('sha256').update(real).digest('hex').slice(0, 16)}`);
  const release = name === null ? () => {} : await holdName(name);
  if (release) return { [Symbol.dispose]: release };
  let holder = '';
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ANSWER_WITHIN_MS);
  await nameFree(name!, patience.signal, (pid) => {
    holder = ` (process ${pid})`;
    patience.abort();
  });
  clearTimeout(timer);
  throw new ResultsError(
    `Another run${holder} is writing its results to ${folder}. Required: a folder of its own for each run. Name another one with --out, or start this run when the other has ended.`,
  );
}
