/** Asks git. What it cannot do is a GitError. */
import { quietGit } from '../../saved/quiet-git.ts';

/** A revision, repository or work tree that cannot be used. The message says required, actual and the next step. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** What `git ARGS` says in `folder`, without the last line break. Throws GitError with git's own words. */
export const git = (folder: string, ...args: readonly string[]): Promise<string> =>
  carriedOut(args[0], quietGit(folder, args)).then((said) => said.replace(/\n$/, ''));

/** What is asked of `git WHAT`. Throws GitError with git's own words. */
export async function carriedOut<Answer>(what: string | undefined, asking: Promise<Answer>): Promise<Answer> {
  try {
    return await asking;
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    if (String(code) === 'ENOENT')
      throw new GitError('git is required; there is none in the PATH. Install it.');
    throw new GitError(`git ${what}: ${stderr?.trim() || message}${nextStep(stderr ?? '')}`, {
      cause: error,
    });
  }
}

/** Of a partial clone (`--filter`). */
const nextStep = (said: string): string =>
  /promisor|lazy fetch|transport '[^']*' not allowed/.test(said)
    ? '\nThe clone is partial and lacks files of that revision. Fetch them first: git fetch --refetch --no-filter'
    : '';

/** Root of the work tree that `folder` lies in, and the way from there to `folder` ('' or 'a/b'). Throws GitError. */
export async function workTreeOf(
  folder: string,
): Promise<{ readonly root: string; readonly prefix: string }> {
  const answer = await git(folder, 'rev-parse', '--show-toplevel', '--show-prefix').catch((error: Error) => {
    throw new GitError(
      `A git repository is required; ${folder} is in none (${error.message}). Run the command in the folder of the repository that is measured.`,
    );
  });
  const [root = '', prefix = ''] = answer.split('\n');
  return { root, prefix: prefix.replace(/\/$/, '') };
}
