/** `compare.json` and `compare.md`, `bisect.json` and `bisect.md`: what is found in many runs, in the results folder. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redact } from '../text/redact.ts';
import type { BisectResult } from './bisect.ts';
import type { Comparison } from './comparison.ts';
import { ResultsError } from './results-error.ts';
import { makeFolder } from './results-file.ts';

type Stem = 'compare' | 'bisect';

const pathsOf = (folder: string, stem: Stem) =>
  ({ markdown: join(folder, `${stem}.md`), json: join(folder, `${stem}.json`) }) as const;

/** Each replaces its file in one step. Their paths, Markdown first. Throws ResultsError when the folder refuses. */
export async function writeReports(
  folder: string,
  stem: Stem,
  { found, markdown }: { readonly found: Comparison | BisectResult; readonly markdown: string },
): Promise<readonly string[]> {
  const paths = pathsOf(folder, stem);
  const write = async (path: string, text: string): Promise<void> => {
    const temporary = `${path}.${process.pid}.tmp`;
    await writeFile(temporary, text);
    await rename(temporary, path);
  };
  await orResultsError(folder, async () => {
    await makeFolder(folder);
    await write(paths.json, `${JSON.stringify(redact(found), null, 2)}\n`);
    await write(paths.markdown, markdown);
  });
  return [paths.markdown, paths.json];
}

/** Before anything runs: reports of earlier runs would stand beside the new ones. Throws ResultsError. */
export const removeReports = (folder: string, stem: Stem): Promise<void> =>
  orResultsError(folder, async () => {
    for (const path of Object.values(pathsOf(folder, stem))) await rm(path, { force: true });
  });

async function orResultsError(folder: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    throw new ResultsError(
      `Cannot write the report to ${folder}: ${(error as Error).message}. Required: a folder that can be written. Name another one with --out.`,
      { cause: error },
    );
  }
}
