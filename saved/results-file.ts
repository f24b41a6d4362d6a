/** The results folder: the one place where results are written. */
import type { KeyObject } from 'node:crypto';
import { access, constants, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { redact } from '../text/redact.ts';
import { sealed } from './integrity.ts';
import { makeFolder, orResultsError, proveReplaceable, replaceFile } from './replace-file.ts';
import type { AnyResults } from './results.ts';
import { indented } from './results-text.ts';

/** In the results folder: what was recorded while loads ran, as `sar` and `$SYS` gave it. */
export const RAW_FOLDER = 'raw';

/** Makes the folder and proves that files can be written there, so that a run need not be thrown away at its end. @throws ResultsError */
export const proveFolder = (folder: string): Promise<void> =>
  inFolder(folder, async () => {
    await makeFolder(folder);
    await proveReplaceable(join(folder, 'results'));
  });

/** Proves that a file of the results folder can be written, should there be one already. @throws ResultsError */
export const proveFile = (path: string): Promise<void> =>
  inFolder(dirname(path), async () => {
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) throw new Error(`${path} is a folder`);
    if (found) await access(path, constants.W_OK);
  });

/**
 * Replaces `mqtt-results.json`, or what else the file of the kind of load is called, in one step: redacted, with the hash of its
 * content and, by `signWith`, a private Ed25519 key, a signature. Gives its path. @throws ResultsError
 */
export const writeResults = (
  folder: string,
  results: AnyResults,
  signWith: KeyObject | null = null,
): Promise<string> =>
  inFolder(folder, async () => {
    const path = join(folder, `${stemOf(results)}.json`);
    await replaceFile(path, indented(sealed(redact(results), signWith)));
    return path;
  });

/** @throws ResultsError in place of what `action` throws: the folder cannot be written */
export const inFolder = <T>(folder: string, action: () => Promise<T>): Promise<T> =>
  orResultsError(
    (why) =>
      `Cannot write results to ${folder}: ${why}. Required: a folder that can be written. Name another one with --out, or change its permissions.`,
    action,
  );

/** What is written of them. */
export const serialize = (results: AnyResults): string => [...indented(results)].join('');

/** `mqtt-results`: the stem of every file of a run. */
export const stemOf = ({ protocol }: Pick<AnyResults, 'protocol'>): string => `${protocol}-results`;
