/** Drives `git bisect run` in a checkout: its refs and its log are the checkout's own (gitrepository-layout(5), refs). */
import type { BisectResult } from '../../reporters/bisect-result.ts';
import { GitError, git, workTreeOf } from '../arms/git.ts';
import { runGroup } from '../arms/process-group.ts';
import { outcomeOf } from './git-log.ts';
import type { Watched } from './measure-commit.ts';
import { discardChanges } from './step.ts';

interface GitBisect {
  readonly folder: string;
  readonly good: string;
  readonly bad: string;
  /** Program and arguments that judge what is checked out. */
  readonly step: readonly string[];
}

/** What git says itself, and its log says again. */
const GIT_S_OWN = /^(error|fatal): bisect run /;

/** Throws GitError when it ends before it has an outcome; on abort the signal's reason. */
export async function gitBisect(
  { folder, good, bad, step }: GitBisect,
  { signal, say }: Watched,
): Promise<Pick<BisectResult, 'outcome' | 'log'>> {
  const { root } = await workTreeOf(folder);
  await discardChanges(root);
  await git(root, 'bisect', 'start', bad, good);
  // Of two neighbours nothing is left to test.
  let log = await git(root, 'bisect', 'log');
  let said = '';
  if (outcomeOf(log) === null) {
    const onErrorLine = (line: string) => {
      if (!GIT_S_OWN.test(line)) say(line);
    };
    const args = ['bisect', 'run', ...step];
    ({ log: said } = await runGroup({ file: 'git', args, cwd: root, signal, onErrorLine }));
    log = await git(root, 'bisect', 'log');
  }
  const outcome = outcomeOf(log);
  if (outcome === null) throw new GitError(`git bisect run ended early:\n${said.trim()}`);
  return { outcome, log };
}
