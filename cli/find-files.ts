/** Which test files a command runs. */
import { glob, stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { UsageError } from './arguments.ts';

const PATTERN = '**/*.slo.{ts,mts,js,mjs}';
export const TEST_FILE = /\.slo\.m?[tj]s$/;
const REQUIRED = 'A test file named like telemetry.slo.ts, or a folder with one, is required.';
const SKIPPED = new Set(['node_modules', 'dist', '.git']);

/**
 * Absolute paths in the order named: a file is itself, a folder is every `*.slo.ts` below it; nothing named means the working folder.
 * Throws UsageError when a path does not exist or nothing is found.
 */
export async function findFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of paths.length > 0 ? paths : ['.']) {
    const absolute = resolve(path);
    const status = await stat(absolute).catch(() => null);
    if (!status) throw new UsageError(`${path}: no such file or folder below ${process.cwd()}. ${REQUIRED}`);
    if (!status.isDirectory()) {
      found.add(absolute);
      continue;
    }
    const below: string[] = [];
    const names = glob(PATTERN, { cwd: absolute, exclude: (name) => SKIPPED.has(name) });
    for await (const name of names) below.push(resolve(absolute, name));
    for (const name of below.sort()) found.add(name);
  }
  if (found.size === 0) {
    const where = paths.length > 0 ? paths.join(', ') : relative('', process.cwd()) || '.';
    throw new UsageError(`No test file found in ${where}. ${REQUIRED}`);
  }
  return [...found];
}
