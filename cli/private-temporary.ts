/**
 * Where vitest keeps what it made of test files. It takes a folder of the system's temporary one that all users may read,
 * and leaves it there when it is killed; test files may hold what is nobody else's business.
 */
import { passingFolder } from '../targets/owner-folder.ts';

/** What `start` takes for the system's temporary folder is this user's alone, and goes with this process. */
export async function withPrivateTemporary<T>(start: () => Promise<T>): Promise<T> {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = passingFolder();
  try {
    return await start();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
