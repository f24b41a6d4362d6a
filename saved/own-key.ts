/** A key that this user's processes have in common and nobody else has: with it they know each other. */
import { randomBytes } from 'node:crypto';
import { linkSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownCacheFolder } from './own-cache-folder.ts';

const BYTES = 32;

let key: Buffer | null | undefined;

/** Null: there is no folder to keep it in that is this user's alone. */
export function ownKey(): Buffer | null {
  if (key === undefined) {
    const folder = ownCacheFolder();
    key = folder === null ? null : keyIn(folder);
  }
  return key;
}

function keyIn(folder: string): Buffer | null {
  const file = join(folder, 'key');
  try {
    return read(file) ?? made(file);
  } catch {
    return null;
  }
}

function read(file: string): Buffer | null {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) return null;
  const content = readFileSync(file);
  return content.length === BYTES ? content : null;
}

/** Whole or not at all, and the first one counts where two begin at once. */
function made(file: string): Buffer | null {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, randomBytes(BYTES), { mode: 0o600 });
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  return read(file);
}
