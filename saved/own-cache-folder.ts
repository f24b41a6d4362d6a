/** What tidemark keeps from run to run, for this user alone. Code is read from there and run, and keys: nobody else may write or read there. */
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

const NAME = 'tidemark';

/**
 * `tidemark` in the user's own cache folder (XDG Base Directory Specification); what is missing of it is made. Null where somebody else
 * could write there, or it cannot be made: then nothing is kept.
 */
export function ownCacheFolder(): string | null {
  try {
    const { XDG_CACHE_HOME = '' } = process.env;
    const asked = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
    if (!isAbsolute(asked)) return null;
    make(asked);
    const base = realpathSync(asked);
    const own = join(base, NAME);
    make(own);
    return isOurs(own) && isSafeWay(base) ? own : null;
  } catch {
    return null;
  }
}

/** Not the folders above: a home that is missing, as that of a service often is, stays so. */
function make(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

// On Windows modes say nothing, and the cache lies in the user's profile.
const user = process.geteuid?.() ?? null;

function isOurs(folder: string): boolean {
  const found = lstatSync(folder);
  return found.isDirectory() && (user === null || (found.uid === user && (found.mode & 0o077) === 0));
}

/** Nobody but this user and root can rename anything on the way: no folder of it is another's, or open to others without the sticky bit. */
function isSafeWay(folder: string): boolean {
  if (user === null) return true;
  const { uid, mode } = lstatSync(folder);
  if ((uid !== user && uid !== 0) || ((mode & 0o022) !== 0 && (mode & 0o1000) === 0)) return false;
  return dirname(folder) === folder || isSafeWay(dirname(folder));
}
