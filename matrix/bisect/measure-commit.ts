/** Measures one commit that is checked out. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { shortly } from '../../reporters/bisect/markdown.ts';
import type { Calibration, Commit, Followed, MeasuredCommit } from '../../saved/bisect.ts';
import { median } from '../../statistics/quartiles.ts';
import { formatQuantity } from '../../text/quantity.ts';
import { build } from '../arms/build.ts';
import { git } from '../arms/git.ts';
import { type ArmRun, runArm } from '../arms/run-arm.ts';
import { BISECT_RUNS } from '../arms/saved-runs.ts';
import type { Sample } from '../compare/sample.ts';
import { type End, judgeBesideEnds, type Run } from './beside-ends.ts';
import { sampleIn } from './followed-metric.ts';
import type { Line } from './judge-commit.ts';

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

/** A commit that is checked out and built. */
export interface Place {
  readonly folder: string;
  readonly commit: Commit;
}

/** The next run of the commit; its results stay in the results folder, numbered from 1. */
export async function runOnce(
  { files, suitesFrom, options, out, launcher }: Measuring,
  { folder, commit: { commit } }: Place,
  signal: AbortSignal,
): Promise<ArmRun> {
  const runs = join(out, BISECT_RUNS, commit.slice(0, 12));
  await mkdir(runs, { recursive: true });
  const number = (await readdir(runs)).length + 1;
  return runArm({ folder, files, suitesFrom, options, out: join(runs, String(number)), launcher, signal });
}

export const sampleText = (sample: Sample, { metric, unit }: Followed): string =>
  'value' in sample ? `${metric} ${formatQuantity(sample.value, unit)}` : `invalid: ${sample.invalid}`;

/** What a commit is measured beside, and where good ends and bad begins. */
export interface Beside {
  readonly ends: Readonly<Record<End, Place>>;
  readonly followed: Followed;
  readonly line: Line;
}

export interface CommitMeasured {
  readonly row: MeasuredCommit;
  /** As it is by now. */
  readonly line: Line;
  readonly calibrations: readonly Calibration[];
}

/**
 * Builds, and runs until the verdict is settled. `folder` of the checkout `root` need not be there: the commit may lack
 * it. `unsteady`: the machine drifts so that no commit can be judged. Throws GitError, on abort the signal's reason.
 */
export async function measureCommit(
  measuring: Measuring,
  { root, folder }: { readonly root: string; readonly folder: string },
  { ends, followed, line }: Beside,
  { signal, say }: Watched,
): Promise<CommitMeasured | { readonly unsteady: string }> {
  const commit = await commitIn(root);
  const made = await build(folder, measuring.build, signal);
  if (!made.built) {
    say(`${shortly(commit)}: skip (${made.why})`);
    const row = { ...commit, verdict: 'skip', reason: made.why, samples: [], invalid: [] } as const;
    return { row, line, calibrations: [] };
  }
  const places = { ...ends, commit: { folder, commit } };
  const run: Run = async (which) => {
    const sample = sampleIn(await runOnce(measuring, places[which], signal), followed);
    const what = which === 'commit' ? '' : `${which} end `;
    say(`${what}${shortly(places[which].commit)}: ${sampleText(sample, followed)}`);
    return sample;
  };
  const judged = await judgeBesideEnds(run, line, followed);
  if ('unsteady' in judged) return judged;
  const { verdict, samples, invalid, uncounted } = judged;
  const reason = verdict === 'skip' ? invalid.join('; ') : null;
  const found = samples.length > 0 ? `, median ${formatQuantity(median(samples), followed.unit)}` : '';
  say(`${shortly(commit)}: ${verdict}${found}${reason === null ? '' : ` (${reason})`}`);
  const row = { ...commit, verdict, reason, samples, invalid, ...(uncounted > 0 && { uncounted }) };
  return { row, line: judged.line, calibrations: judged.calibrations };
}
