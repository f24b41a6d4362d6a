/** Drives `git bisect run` in a checkout: its refs and its log are the checkout's own (gitrepository-layout(5), refs). */
import { rm } from 'node:fs/promises';
import type { BisectResult } from '../../saved/bisect.ts';
import { quietEnvironment } from '../../saved/quiet-git.ts';
import { GitError, git } from '../arms/git.ts';
import { runGroup } from '../arms/process-group.ts';
import { outcomeOf } from './git-log.ts';
import type { Watched } from './measure-commit.ts';
import { discardChanges } from './step.ts';
import { commonFolderWithoutHooks } from './without-hooks.ts';

interface GitBisect {
  /** Of the checkout. */
  readonly root: string;
  readonly good: string;
  readonly bad: string;
  /** Program and arguments that judge what is checked out. */
  readonly step: readonly string[];
}

/** What git says itself, and its log says again. */
const GIT_S_OWN = /^(error|fatal): bisect run /;

/** A step has 20 s to end what it runs, and is not to be killed before it; git itself ends at once. */
const PATIENCE_MS = 30_000;

type Ended = Pick<BisectResult, 'outcome' | 'log'> | { readonly said: string };

/** What git said instead, where it ends before it has an outcome. On abort the signal's reason is thrown. */
export const gitBisect = (what: GitBisect, watched: Watched): Promise<Ended> =>
  run(what, watched).catch((error: unknown) => {
    watched.signal.throwIfAborted();
    if (!(error instanceof GitError)) throw error;
    return { said: error.message };
  });

async function run({ root, good, bad, step }: GitBisect, { signal, say }: Watched): Promise<Ended> {
  await discardChanges(root);
  const common = await commonFolderWithoutHooks(root);
  try {
    return await runIn(common, { root, good, bad, step }, { signal, say });
  } finally {
    await rm(common, { recursive: true, force: true });
  }
}

async function runIn(
  common: string,
  { root, good, bad, step }: GitBisect,
  { signal, say }: Watched,
): Promise<Ended> {
  const env = { ...(await quietEnvironment(root)), GIT_COMMON_DIR: common };
  const start = { file: 'git', args: ['bisect', 'start', bad, good, '--'] };
  const started = await runGroup({ ...start, cwd: root, env, signal });
  if (started.code !== 0) return { said: `git bisect: ${started.log.trim()}` };
  // Of two neighbours nothing is left to test.
  let log = await git(root, 'bisect', 'log');
  let said = '';
  if (outcomeOf(log) === null) {
    const onErrorLine = (line: string) => {
      if (!GIT_S_OWN.test(line)) say(line);
    };
    const args = ['bisect', 'run', ...step];
    const patience = { patienceMs: PATIENCE_MS, restMs: PATIENCE_MS };
    ({ log: said } = await runGroup({ file: 'git', args, cwd: root, env, signal, ...patience, onErrorLine }));
    log = await git(root, 'bisect', 'log');
  }
  const outcome = outcomeOf(log);
  return outcome === null ? { said: said.trim() } : { outcome, log };
}
