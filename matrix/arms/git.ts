/** Asks git. What it cannot do is a GitError. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A revision, repository or work tree that cannot be used. The message says required, actual and the next step. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** A hook's git says in these which repository it works in: not the one asked about here. */
const OF_ANOTHER = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
];

/** For git and for what runs in a checkout. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of OF_ANOTHER) delete env[name];
  return env;
}

/** What `git ARGS` says in `folder`, without the last line break. Throws GitError with git's own words. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run('git', ['-C', folder, ...args], {
      // Its messages are shown, so they are in the language of ours.
      env: { ...gitEnvironment(), LC_ALL: 'C' },
      maxBuffer: 2 ** 28,
    });
    return stdout.replace(/\n$/, '');
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    if (String(code) === 'ENOENT')
      throw new GitError('git is required; there is none in the PATH. Install it.');
    throw new GitError(`git ${args[0]}: ${stderr?.trim() || message}`, { cause: error });
  }
}

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
