/** One step of `git bisect run`: what is checked out is measured, its row kept, and its verdict told. */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import {
  type BisectVerdict,
  type Calibration,
  type MeasuredCommit,
  measuredCommit,
} from '../../saved/bisect.ts';
import { redact } from '../../text/redact.ts';
import { refuseUnfiltered } from '../arms/filters.ts';
import { git } from '../arms/git.ts';
import { type Beside, type Measuring, measureCommit, type Watched } from './measure-commit.ts';

/** What a step, a process of its own, has to know. */
export interface StepState extends Beside {
  readonly measuring: Measuring;
  /** Of the checkout. */
  readonly root: string;
  /** Where it is run, below the root. */
  readonly folder: string;
  /** File of one JSON line a commit. */
  readonly rows: string;
  /** Both ends measured again by the steps so far. */
  readonly calibrations: readonly Calibration[];
  /** Why a step gave up; null: none did. */
  readonly unsteady: string | null;
}

export const writeState = (path: string, state: StepState): Promise<void> =>
  writeFile(path, JSON.stringify(state));

export const readState = async (path: string): Promise<StepState> => JSON.parse(await readFile(path, 'utf8'));

/** Null: the machine drifts so that no commit can be judged; the state says why. Throws GitError, and on abort the signal's reason. */
export async function step(path: string, watched: Watched): Promise<BisectVerdict | null> {
  const state = await readState(path);
  const { measuring, root, rows } = state;
  await refuseUnfiltered(root, 'This commit');
  const measured = await measureCommit(measuring, state, state, watched);
  if ('unsteady' in measured) {
    await writeState(path, { ...state, ...measured });
    return null;
  }
  const { row, line } = measured;
  const calibrations = [...state.calibrations, ...measured.calibrations];
  await appendFile(rows, `${JSON.stringify(redact(row))}\n`);
  await writeState(path, { ...state, line, calibrations });
  await discardChanges(root);
  return row.verdict;
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
