/** The results folder: the one place where results are written. */
import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { redact } from '../text/redact.ts';
import { historyLine } from './history.ts';
import { sealed } from './integrity.ts';
import type { AnyResults } from './results.ts';
import { ResultsError } from './results-error.ts';

export interface ResultsFile {
  /** `results/mqtt-results.json` */
  readonly path: string;
  /** Replaces the file in one step, redacted and with the hash of its content; call it after each cell. Throws ResultsError. */
  write(results: AnyResults): Promise<void>;
  /** Adds the run's line to `history.jsonl`; call it once, at the end. Throws ResultsError. */
  appendHistory(results: AnyResults): Promise<void>;
}

/**
 * Makes the folder and proves that files can be written there, so that a run need not be thrown away at its end.
 * `signWith`, a private Ed25519 key, signs what is written. Throws ResultsError.
 */
export async function openResults(
  folder: string,
  protocol: AnyResults['protocol'] = 'mqtt',
  signWith: KeyObject | null = null,
): Promise<ResultsFile> {
  const path = join(folder, `${stemOf({ protocol })}.json`);
  const temporary = `${path}.${process.pid}.tmp`;
  const history = join(folder, 'history.jsonl');
  await orResultsError(folder, async () => {
    await makeFolder(folder);
    await writeFile(temporary, '');
    await rm(temporary);
    await appendFile(history, '');
  });
  return {
    path,
    write: (results) =>
      orResultsError(folder, async () => {
        await writeFile(temporary, serialize(sealed(redact(results), signWith)));
        await rename(temporary, path);
      }),
    appendHistory: (results) =>
      orResultsError(folder, () => appendFile(history, `${JSON.stringify(historyLine(redact(results)))}\n`)),
  };
}

/** With its parents. Node's own recursive mkdir never ends where an existing parent refuses, as /proc does. */
export async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Indented, with each series of numbers on one line. */
export const serialize = (results: AnyResults): string =>
  // A text in JSON holds no line break, so `[` before one opens a list.
  `${JSON.stringify(results, null, 2).replace(/\[\n[\s\d.,eEnul+-]*\]/g, (list) => list.replace(/\s+/g, ' '))}\n`;

async function orResultsError(folder: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    throw new ResultsError(
      `Cannot write results to ${folder}: ${(error as Error).message}. Required: a folder that can be written. Name another one with --out, or change its permissions.`,
      { cause: error },
    );
  }
}

/** `mqtt-results`: the stem of every file of a run. */
export const stemOf = ({ protocol }: Pick<AnyResults, 'protocol'>): string => `${protocol}-results`;
