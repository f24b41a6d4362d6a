/** Measures one commit that is checked out. */
import { join } from 'node:path';
import { shortly } from '../../reporters/bisect/markdown.ts';
import type { Commit, Followed, MeasuredCommit } from '../../saved/bisect.ts';
import { median } from '../../statistics/quartiles.ts';
import { formatQuantity } from '../../text/quantity.ts';
import { build } from '../arms/build.ts';
import { git } from '../arms/git.ts';
import { type ArmRun, runArm } from '../arms/run-arm.ts';
import { BISECT_RUNS } from '../arms/saved-runs.ts';
import type { Sample } from '../compare/sample.ts';
import { sampleIn } from './followed-metric.ts';
import { isSettled, type Line, verdictOf } from './judge-commit.ts';

/** How commits are measured, each the same way. */
export interface Measuring {
  readonly files: readonly string[];
  readonly suitesFrom: string;
  readonly options: readonly string[];
  /** Shell command; null: nothing is to be built. */
  readonly build: string | null;
  /** Runs a commit has at most. */
  readonly trials: number;
  /** Results folder of the bisect. */
  readonly out: string;
  /** See `ArmRequest`. */
  readonly launcher: string;
}

export interface Watched {
  readonly signal: AbortSignal;
  /** One line of progress. */
  readonly say: (line: string) => void;
}

/** What is checked out in `folder`. Throws GitError. */
export async function commitIn(folder: string, revision = 'HEAD'): Promise<Commit> {
  const answer = await git(
    folder,
    'show',
    '--no-patch',
    '--no-show-signature',
    '--format=%H%n%s',
    revision,
    '--',
  );
  const [commit = '', subject = ''] = answer.split('\n');
  return { commit, subject };
}

/** Run `number` of the commit, from 1; its results stay in the results folder. */
export const runOnce = (
  { files, suitesFrom, options, out, launcher }: Measuring,
  { folder, commit }: { readonly folder: string; readonly commit: string },
  number: number,
  signal: AbortSignal,
): Promise<ArmRun> =>
  runArm({
    folder,
    files,
    suitesFrom,
    options,
    out: join(out, BISECT_RUNS, commit.slice(0, 12), String(number)),
    launcher,
    signal,
  });

export const sampleText = (sample: Sample, { metric, unit }: Followed): string =>
  'value' in sample ? `${metric} ${formatQuantity(sample.value, unit)}` : `invalid: ${sample.invalid}`;

/**
 * Builds, and runs until the verdict is settled. `folder` of the checkout `root` need not be there: the commit may lack
 * it. Throws GitError, on abort the signal's reason.
 */
export async function measureCommit(
  measuring: Measuring,
  { root, folder }: { readonly root: string; readonly folder: string },
  followed: Followed,
  line: Line,
  { signal, say }: Watched,
): Promise<MeasuredCommit> {
  const commit = await commitIn(root);
  const samples: number[] = [];
  const invalid: string[] = [];
  const ended = (verdict: MeasuredCommit['verdict'], reason: string | null): MeasuredCommit => {
    const found = samples.length > 0 ? `, median ${formatQuantity(median(samples), followed.unit)}` : '';
    say(`${shortly(commit)}: ${verdict}${found}${reason === null ? '' : ` (${reason})`}`);
    return { ...commit, verdict, reason, samples, invalid };
  };
  const made = await build(folder, measuring.build, signal);
  if (!made.built) return ended('skip', made.why);
  for (let number = 1; number <= measuring.trials; number++) {
    const run = await runOnce(measuring, { folder, commit: commit.commit }, number, signal);
    const sample = sampleIn(run, followed);
    if ('value' in sample) samples.push(sample.value);
    else invalid.push(sample.invalid);
    say(`${shortly(commit)}: run ${number} of ${measuring.trials}: ${sampleText(sample, followed)}`);
    if (isSettled({ samples, invalid }, line)) break;
  }
  const verdict = verdictOf({ samples, invalid }, line);
  return ended(verdict, verdict === 'skip' ? invalid.join('; ') : null);
}
