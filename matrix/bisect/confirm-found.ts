/** The commit that git names, run in turn with its parent: both checked out and built for that. */
import { shortly } from '../../reporters/bisect/markdown.ts';
import type { BisectResult, Commit, MeasuredCommit } from '../../saved/bisect.ts';
import { build } from '../arms/build.ts';
import { checkOut } from '../arms/checkout.ts';
import { git } from '../arms/git.ts';
import { type Compared, confirm } from './confirm.ts';
import { sampleIn } from './followed-metric.ts';
import {
  type Beside,
  commitIn,
  type Measuring,
  type Place,
  runOnce,
  sampleText,
  type Watched,
} from './measure-commit.ts';

interface Found extends Beside {
  readonly repository: string;
  readonly first: Commit;
  /** All that was measured, both ends included. */
  readonly measured: readonly MeasuredCommit[];
}

type Confirmed = Pick<BisectResult, 'outcome' | 'confirmation'>;

/** Throws GitError, on abort the signal's reason. */
export async function confirmFound(
  { repository, first, measured, ends, followed, line }: Found,
  measuring: Measuring,
  { signal, say }: Watched,
): Promise<Confirmed> {
  const parent = await commitIn(repository, await goodParent(repository, first, measured));
  say(`${shortly(first)} is run in turn with its parent, ${shortly(parent)}`);
  await using trees = new AsyncDisposableStack();
  const place = async (commit: Commit): Promise<Place> => {
    const end = Object.values(ends).find((one) => one.commit.commit === commit.commit);
    if (end) return end;
    const tree = trees.use(await checkOut(repository, commit.commit, say));
    const made = await build(tree.folder, measuring.build, signal);
    if (!made.built) throw new NotBuilt(`${shortly(commit)}: ${made.why}`);
    return { folder: tree.folder, commit };
  };
  const unconfirmed = (why: string): BisectResult['outcome'] => ({
    kind: 'not confirmed',
    candidate: first,
    why,
  });
  try {
    const places: Record<Compared, Place> = { before: await place(parent), first: await place(first) };
    const run = async (which: Compared) => {
      const sample = sampleIn(await runOnce(measuring, places[which], signal), followed);
      say(`${shortly(places[which].commit)}: ${sampleText(sample, followed)}`);
      return sample;
    };
    const seed = Number.parseInt(first.commit.slice(0, 8), 16);
    const { before, first: with_, why } = await confirm(run, followed, { gap: line.gap, seed });
    const confirmation = { before: { ...parent, samples: before }, first: with_ };
    return { outcome: why === null ? { kind: 'found', first } : unconfirmed(why), confirmation };
  } catch (error) {
    if (!(error instanceof NotBuilt)) throw error;
    return { outcome: unconfirmed(error.message) };
  }
}

class NotBuilt extends Error {}

/** Of a merge the parent that was measured and is good; else its first. */
async function goodParent(
  repository: string,
  { commit }: Commit,
  measured: readonly MeasuredCommit[],
): Promise<string> {
  const line = await git(repository, 'rev-list', '--parents', '--max-count=1', commit, '--');
  const [, ...parents] = line.split(' ');
  const isGood = (parent: string) => measured.some((one) => one.commit === parent && one.verdict === 'good');
  return parents.find(isGood) ?? parents[0] ?? commit;
}
