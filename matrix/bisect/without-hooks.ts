/**
 * `git bisect` writes refs before it has read `core.hooksPath`, and so runs the repository's `reference-transaction` hook all the same
 * (git 2.39). It looks for hooks in the folder that work trees have in common (gitrepository-layout(5)), so it is given another one.
 */
import { constants } from 'node:fs';
import { copyFile, readdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { newTargetFolder } from '../../targets/owner-folder.ts';
import { git } from '../arms/git.ts';

/** The index of the user's own work tree, and locks of the moment, are nothing to another one. */
const OWN = /^(?:hooks|index|index\..*|.*\.lock)$/;

/** A folder that stands in for the common one of the work tree `root`: all that is in it but hooks. Throws GitError. */
export async function commonFolderWithoutHooks(root: string): Promise<string> {
  const common = resolve(root, await git(root, 'rev-parse', '--git-common-dir'));
  const other = newTargetFolder();
  for (const entry of await readdir(common, { withFileTypes: true })) {
    if (OWN.test(entry.name)) continue;
    const [from, to] = [join(common, entry.name), join(other, entry.name)];
    if (entry.isFile()) await copyFile(from, to, constants.COPYFILE_FICLONE);
    else if (entry.isDirectory() || entry.isSymbolicLink()) await symlink(from, to, 'junction');
  }
  return other;
}
