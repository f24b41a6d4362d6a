/**
 * The commit that was found against its parent, run by run: whatever the machine did while commits were judged one after
 * the other, both meet the same. Knows no process and no clock: `run` gives a sample.
 */
import type { Followed } from '../../saved/bisect.ts';
import { mix } from '../../statistics/random.ts';
import type { Sample } from '../compare/sample.ts';
import { endsApart } from './ends-apart.ts';

export type Compared = 'before' | 'first';

/** Pairs of runs, and as many again where these leave it open. */
const PAIRS = 6;
const LOOKS = 2;
/** Of each look; six runs that all rank above six others have a p of 0.001. */
const ALPHA = 0.002;
/** What one of a few commits that share the change has of it. */
const SHARE_OF_GAP = 1 / 4;

export interface Confirmation {
  readonly before: readonly number[];
  readonly first: readonly number[];
  /** One sentence, with the figures; null: the commit is worse than its parent. */
  readonly why: string | null;
}

/** `gap` lies between both ends; the seed decides which of a pair runs first, so that nothing can keep step with it. */
export async function confirm(
  run: (which: Compared) => Promise<Sample>,
  followed: Pick<Followed, 'metric' | 'unit' | 'better'>,
  { gap, seed }: { readonly gap: number; readonly seed: number },
): Promise<Confirmation> {
  const samples: Record<Compared, number[]> = { before: [], first: [] };
  const demand = { names: ['parent', 'commit'], alpha: ALPHA, leastGap: SHARE_OF_GAP * gap } as const;
  let why: string | null = null;
  for (let pair = 0; pair < LOOKS * PAIRS; pair++) {
    const order = mix(seed, pair) % 2 === 0 ? (['before', 'first'] as const) : (['first', 'before'] as const);
    for (const which of order) {
      const sample = await run(which);
      if ('value' in sample) samples[which].push(sample.value);
    }
    if ((pair + 1) % PAIRS !== 0) continue;
    const found = endsApart(samples.before, samples.first, followed, demand);
    why = found.apart ? null : found.why;
    if (why === null) break;
  }
  return { ...samples, why };
}
