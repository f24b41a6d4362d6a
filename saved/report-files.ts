/** `compare.json` and `compare.md`, `bisect.json` and `bisect.md`: what is found in many runs, in the results folder. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { redact } from '../text/redact.ts';
import { visible } from '../text/visible.ts';
import type { BisectResult } from './bisect.ts';
import type { Comparison } from './comparison.ts';
import { makeFolder, orResultsError, replaceFile } from './replace-file.ts';

type Stem = 'compare' | 'bisect';

const pathsOf = (folder: string, stem: Stem) =>
  ({ markdown: join(folder, `${stem}.md`), json: join(folder, `${stem}.json`) }) as const;

/** Each replaces its file in one step. Their paths, Markdown first. @throws ResultsError when the folder refuses */
export async function writeReports(
  folder: string,
  stem: Stem,
  { found, markdown }: { readonly found: Comparison | BisectResult; readonly markdown: string },
): Promise<readonly string[]> {
  const paths = pathsOf(folder, stem);
  await inFolder(folder, async () => {
    await makeFolder(folder);
    await replaceFile(paths.json, `${JSON.stringify(redact(found), null, 2)}\n`);
    await replaceFile(paths.markdown, visible(markdown));
  });
  return [paths.markdown, paths.json];
}

/** Before anything runs: reports of earlier runs would stand beside the new ones. @throws ResultsError */
export const removeReports = (folder: string, stem: Stem): Promise<void> =>
  inFolder(folder, async () => {
    for (const path of Object.values(pathsOf(folder, stem))) await rm(path, { force: true });
  });

const inFolder = (folder: string, action: () => Promise<void>): Promise<void> =>
  orResultsError(
    (why) =>
      `Cannot write the report to ${folder}: ${why}. Required: a folder that can be written. Name another one with --out.`,
    action,
  );
