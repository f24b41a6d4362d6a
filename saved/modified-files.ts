import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Asked, quietGit } from './quiet-git.ts';

/**
 * Tracked files of the work tree with that root that differ from its HEAD, those of submodules too, relative to it. Rejects as `execFile`
 * does.
 */
export async function modifiedFiles(root: string, asked: Asked = {}): Promise<string[]> {
  // Git itself would ask a submodule by the filters that the submodule's own configuration names.
  const options = ['--porcelain', '-z', '--no-renames', '--untracked-files=no', '--ignore-submodules=dirty'];
  const status = await quietGit(root, ['status', ...options], asked);
  const names = status.split('\0').flatMap((entry) => entry.slice(3) || []);
  for (const path of await submodules(root)) {
    for (const name of await modifiedFiles(join(root, path), asked)) names.push(join(path, name));
  }
  return names;
}

/** Those that are there. */
async function submodules(root: string): Promise<string[]> {
  if (!existsSync(join(root, '.gitmodules'))) return [];
  const entries = (await quietGit(root, ['ls-files', '--stage', '-z'])).split('\0');
  return entries
    .filter((entry) => entry.startsWith('160000 '))
    .map((entry) => entry.slice(entry.indexOf('\t') + 1))
    .filter((path) => existsSync(join(root, path, '.git')));
}
