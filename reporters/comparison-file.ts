/** Writes `compare.json` and `compare.md` into a folder. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison } from './comparison.ts';
import { comparisonMarkdown } from './comparison-markdown.ts';
import { redact } from './redact.ts';
import { makeFolder } from './results-file.ts';
import { ResultsError } from './results-schema.ts';

/** Their paths, Markdown first. Throws ResultsError when the folder refuses. */
export async function writeComparison(comparison: Comparison, folder: string): Promise<readonly string[]> {
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
    return path;
  };
  try {
    await makeFolder(folder);
    const json = await write('compare.json', `${JSON.stringify(redact(comparison), null, 2)}\n`);
    return [await write('compare.md', comparisonMarkdown(comparison)), json];
  } catch (error) {
    throw new ResultsError(
      `Cannot write the comparison to ${folder}: ${(error as Error).message}. Required: a folder that can be written. Name another one with --out.`,
      { cause: error },
    );
  }
}
