/** Between which commits a bisect looks. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { resolveRevision } from '../arms/checkout.ts';
import { git } from '../arms/git.ts';
import { BisectError } from './bisect-error.ts';

export interface Range {
  /** Full hashes. */
  readonly good: string;
  readonly bad: string;
  /** What comes after good up to bad, parents first. */
  readonly history: readonly string[];
}

/** Throws GitError, BisectError when the good end does not come before the bad one, or what is between them is not all there. */
export async function rangeOf({
  repository,
  good: saidGood,
  bad: saidBad,
}: {
  readonly repository: string;
  readonly good: string;
  readonly bad: string;
}): Promise<Range> {
  const good = await resolveRevision(repository, saidGood);
  const bad = await resolveRevision(repository, saidBad);
  if (good === bad) {
    throw new BisectError(`Two commits are required; --good ${saidGood} and --bad ${saidBad} are the same.`);
  }
  const cut = await cutIn(repository);
  if (!(await isBefore(repository, good, bad))) {
    const exchanged = await isBefore(repository, bad, good);
    if (cut.size > 0 && !exchanged) throw tooShallow(saidGood, saidBad);
    throw new BisectError(
      `The good commit has to be an ancestor of the bad one; ${saidGood} is none of ${saidBad}. Exchange them, or name the commit where both branches part: \`git merge-base ${saidGood} ${saidBad}\`.`,
    );
  }
  const list = await git(repository, 'rev-list', '--topo-order', '--reverse', `${good}..${bad}`, '--');
  const history = list.split('\n');
  if (history.some((commit) => cut.has(commit))) throw tooShallow(saidGood, saidBad);
  return { good, bad, history };
}

const isBefore = (repository: string, one: string, other: string): Promise<boolean> =>
  git(repository, 'merge-base', '--is-ancestor', one, other).then(
    () => true,
    () => false,
  );

const tooShallow = (good: string, bad: string): BisectError =>
  new BisectError(
    `The history from ${good} to ${bad} is required; this clone is shallow and lacks a part of it. Fetch the rest with \`git fetch --unshallow\`.`,
  );

/** Commits whose parents a shallow clone lacks. */
async function cutIn(repository: string): Promise<ReadonlySet<string>> {
  const path = await git(repository, 'rev-parse', '--git-path', 'shallow');
  const text = await readFile(resolve(repository, path), 'utf8').catch(() => '');
  return new Set(text.split('\n').filter((line) => line !== ''));
}
