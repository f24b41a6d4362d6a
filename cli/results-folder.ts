/** Makes sure results can be written before any load is put on anything. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './arguments.ts';

/** Creates the folder when absent. Throws UsageError when nothing can be written there. */
export async function prepareResultsFolder(folder: string): Promise<void> {
  const probe = join(folder, `.writable-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `Results cannot be written to ${folder} (${cause}). A writable folder is required: --out DIR. Nothing was started.`,
    );
  }
}
