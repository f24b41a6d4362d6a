/** A revision in a work tree of its own: branch, index and files of the user's are never touched. */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { modifiedFiles } from '../../saved/modified-files.ts';
import { newTargetFolder } from '../../targets/owner-folder.ts';
import { refuseUnfiltered } from './filters.ts';
import { carriedOut, GitError, git, workTreeOf } from './git.ts';

export interface Checkout extends AsyncDisposable {
  /** Of the work tree. */
  readonly root: string;
  /** What `repository` is in the user's work tree; of a folder below the root, the same folder below this root. */
  readonly folder: string;
  /** Full hash. */
  readonly commit: string;
}

/** The full hash of a commit. Throws GitError when `repository` is in none, or `revision` names no commit of it. */
export async function resolveRevision(repository: string, revision: string): Promise<string> {
  const { root } = await workTreeOf(repository);
  try {
    return await git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  } catch {
    const shallow = (await git(root, 'rev-parse', '--is-shallow-repository')) === 'true';
    const next = shallow
      ? 'The clone is shallow: fetch the rest with `git fetch --unshallow`.'
      : 'See `git log --oneline`; one of another clone has to be fetched first.';
    throw new GitError(
      `A commit, tag or branch is required; the repository ${root} has no revision "${revision}". ${next}`,
    );
  }
}

/**
 * Refuses a work tree whose tracked files are modified, other than the files `except`: what is changed there is in no
 * revision, so it would not be measured. Throws GitError.
 */
export async function refuseDirty(repository: string, except: readonly string[]): Promise<void> {
  const { root } = await workTreeOf(repository);
  const modified = await carriedOut('status', modifiedFiles(root));
  const excepted = new Set(except.map((file) => resolve(repository, file)));
  const changed = modified.filter((name) => !excepted.has(join(root, name)));
  if (changed.length === 0) return;
  const shown =
    changed.slice(0, 5).join(', ') + (changed.length > 5 ? ` and ${changed.length - 5} more` : '');
  throw new GitError(
    `A clean work tree is required; modified: ${shown}. These changes are in no revision, so they would not be measured: commit them, or put them aside with \`git stash\`.`,
  );
}

/**
 * A linked, detached work tree of `revision` in a temporary folder, which is removed with it, or when this process
 * dies; what refuses to be removed is told to `onNotice`. Throws GitError, also where a file needs a filter that is not
 * allowed.
 */
export async function checkOut(
  repository: string,
  revision: string,
  onNotice: (line: string) => void,
): Promise<Checkout> {
  const { root, prefix } = await workTreeOf(repository);
  const commit = await resolveRevision(repository, revision);
  const outer = newTargetFolder();
  const tree = join(outer, 'checkout');
  const remove = async () => {
    // Twice forced: also one that git holds locked, because it was ended while it made it.
    const forget = () => git(root, 'worktree', 'remove', '--force', '--force', tree).catch(() => {});
    await forget();
    // A build may have made files that are not ours to remove, as a container does.
    await rm(outer, { recursive: true, force: true }).catch((error: Error) =>
      onNotice(`${outer} is left behind and can be removed by hand: ${error.message}`),
    );
    // Again, now that it is gone: Ctrl-C at the terminal reaches git as well, and a tree it does not know it leaves alone.
    // Not `prune`, which forgets those of the user's that are away, like on a disk that is not mounted.
    await forget();
  };
  try {
    // Its files come in a second step: settings may hold there alone (git-config(1), includeIf "gitdir:"), and are known only then.
    await git(root, 'worktree', 'add', '--quiet', '--detach', '--no-checkout', tree, commit);
    await git(tree, 'reset', '--quiet', '--hard');
    await refuseUnfiltered(tree, revision);
  } catch (error) {
    await remove();
    throw error;
  }
  return { root: tree, folder: join(tree, prefix), commit, [Symbol.asyncDispose]: remove };
}
