/** The test files, out of reach of what is checked out: every revision is measured by the same ones. */
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readlink, rm, stat, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { newTargetFolder } from '../../targets/owner-folder.ts';
import { git, workTreeOf } from './git.ts';

export interface TestFileCopies extends AsyncDisposable {
  /** The copy of `repository`: what the suites of the results are named relative to. */
  readonly folder: string;
  /** The copies of the files asked for, absolute; a file outside of the repository stays where it is. */
  readonly files: readonly string[];
}

/**
 * Copies the work tree as it is (what git tracks, and what it would offer to add), so that test files find what they
 * import; `node_modules` are linked. So old commits need not have the test files. Throws GitError.
 */
export async function copyTestFiles(repository: string, files: readonly string[]): Promise<TestFileCopies> {
  const { root, prefix } = await workTreeOf(repository);
  const listed = await git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
  const asked = files.map((file) => relative(root, resolve(repository, file)));
  const inside = asked.filter(isBelow);
  const copy = newTargetFolder();
  const remove = () => rm(copy, { recursive: true, force: true });
  try {
    // Files asked for are copied also where git ignores them.
    const names = new Set([...listed.split('\0'), ...inside].filter((name) => name && !isInstalled(name)));
    for (const folder of foldersOf(names)) {
      await mkdir(join(copy, folder), { recursive: true });
      await linkModules(join(root, folder), join(copy, folder));
    }
    for (const name of names) await copyOne(join(root, name), join(copy, name));
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    folder: join(copy, prefix),
    files: asked.map((name) => (isBelow(name) ? join(copy, name) : resolve(root, name))),
    [Symbol.asyncDispose]: remove,
  };
}

const isBelow = (name: string): boolean => !isAbsolute(name) && name.split(sep)[0] !== '..';
const isInstalled = (name: string): boolean => name.split('/').includes('node_modules');

/** Of the files, with their parents, the outer ones first. */
function foldersOf(names: Iterable<string>): readonly string[] {
  const folders = new Set<string>(['.']);
  for (const name of names) {
    for (let folder = dirname(name); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  return [...folders].sort((a, b) => a.length - b.length);
}

async function linkModules(from: string, to: string): Promise<void> {
  const modules = join(from, 'node_modules');
  const found = await stat(modules).catch(() => null);
  if (found?.isDirectory()) await symlink(modules, join(to, 'node_modules'), 'junction');
}

/** A file deleted since is none; a repository within the repository (a submodule) is not copied. */
async function copyOne(from: string, to: string): Promise<void> {
  const status = await lstat(from).catch(() => null);
  if (status?.isSymbolicLink()) await symlink(await readlink(from), to);
  else if (status?.isFile()) await copyFile(from, to, constants.COPYFILE_FICLONE);
}
