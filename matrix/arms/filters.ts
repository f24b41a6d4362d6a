/** Filters of git, like lfs: programs that write files as they are checked out. They run when the user says so. */
import { allowedFilters, quietGit, writingFilters } from '../../saved/quiet-git.ts';
import { carriedOut, GitError } from './git.ts';

const SHOWN = 3;

/** Refuses a checkout with files that a filter would have written which is not allowed: it would be measured as nobody has it. Throws GitError. */
export async function refuseUnfiltered(root: string, revision: string): Promise<void> {
  const allowed = allowedFilters();
  const off = new Map((await writingFilters(root)).map(({ name, command }) => [name, command]));
  for (const name of allowed) off.delete(name);
  if (off.size === 0) return;
  const files = (await filterOfFiles(root)).filter(({ filter }) => off.has(filter));
  if (files.length === 0) return;
  const names = [...new Set(files.map(({ filter }) => filter))];
  const more = files.length > SHOWN ? ` and ${files.length - SHOWN} more` : '';
  const shown = files.slice(0, SHOWN).map(({ path }) => path);
  const commands = names.map((name) => `"${name}" runs \`${off.get(name)}\``);
  throw new GitError(
    `${revision} has files that git would pass through a filter: ${shown.join(', ')}${more}; ${commands.join(', ')}. A filter is a program of your configuration, so it runs only when you say so. Add --git-filter ${[...allowed, ...names].join(',')} to run it.`,
  );
}

/** Of all files in the index; those without one are left out. */
async function filterOfFiles(
  root: string,
): Promise<readonly { readonly path: string; readonly filter: string }[]> {
  const input = await carriedOut('ls-files', quietGit(root, ['ls-files', '-z']));
  const asking = quietGit(root, ['check-attr', '--stdin', '-z', 'filter'], { input });
  const words = (await carriedOut('check-attr', asking)).split('\0');
  const found: { path: string; filter: string }[] = [];
  for (let at = 0; at + 2 < words.length; at += 3) {
    const filter = words[at + 2]!;
    if (filter !== 'unspecified') found.push({ path: words[at]!, filter });
  }
  return found;
}
