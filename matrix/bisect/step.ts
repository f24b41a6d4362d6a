/** One step of `git bisect run`: what is checked out is measured, its row kept, and its verdict told. */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import {
  type BisectVerdict,
  type Followed,
  type MeasuredCommit,
  measuredCommit,
} from '../../saved/bisect.ts';
import { redact } from '../../text/redact.ts';
import { refuseUnfiltered } from '../arms/filters.ts';
import { git } from '../arms/git.ts';
import { type Measuring, measureCommit, type Watched } from './measure-commit.ts';

/** What a step, a process of its own, has to know. */
export interface StepState {
  readonly measuring: Measuring;
  /** Of the checkout. */
  readonly root: string;
  /** Where it is run, below the root. */
  readonly folder: string;
  readonly followed: Followed;
  readonly threshold: number;
  /** File of one JSON line a commit. */
  readonly rows: string;
}

export const writeState = (path: string, state: StepState): Promise<void> =>
  writeFile(path, JSON.stringify(state));

/** Throws GitError, and on abort the signal's reason. */
export async function step(path: string, watched: Watched): Promise<BisectVerdict> {
  const state: StepState = JSON.parse(await readFile(path, 'utf8'));
  const { measuring, root, followed, threshold, rows } = state;
  const line = { threshold, better: followed.better, trials: measuring.trials };
  await refuseUnfiltered(root, 'This commit');
  const measured = await measureCommit(measuring, state, followed, line, watched);
  await appendFile(rows, `${JSON.stringify(redact(measured))}\n`);
  await discardChanges(root);
  return measured.verdict;
}

/**
 * What a build changed in tracked files, and what it made that a later commit tracks, would keep git from checking the
 * next commit out. What git ignores stays, as it would for a user.
 */
export async function discardChanges(root: string): Promise<void> {
  await git(root, 'reset', '--hard', '--quiet');
  // What refuses to go, as files of a container do, matters where the next commit tracks it: git says so then.
  await git(root, 'clean', '-ffdq').catch(() => {});
}

/** @throws ZodError for a line that is no row */
export async function readRows(path: string): Promise<readonly MeasuredCommit[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => measuredCommit.parse(JSON.parse(line)));
}
