/**
 * Judges a commit on a machine that may grow slower or faster meanwhile. Each run of the commit is followed by one of the
 * end that would expose a wrong reading: the good end where the commit reads bad, the bad end where it reads good. Only
 * runs whose end reads as it should are counted. Where most are not, the machine has drifted, both ends are measured
 * again, and the commit is judged anew. Knows no process and no clock: `run` gives a sample.
 */
import type { BisectVerdict, Calibration, Followed } from '../../saved/bisect.ts';
import type { Sample } from '../compare/sample.ts';
import { type Ends, endsApart } from './ends-apart.ts';
import { isBad, isSettled, type Line, verdictOf } from './judge-commit.ts';

export type End = 'good' | 'bad';
/** One run, of the commit that is judged or of an end. */
export type Run = (which: 'commit' | End) => Promise<Sample>;

/** Of one commit; a machine that drifts faster than both ends can be measured is of no use. */
const MOST_CALIBRATIONS = 3;

interface Counted {
  readonly samples: readonly number[];
  readonly invalid: readonly string[];
  /** Runs that are not counted, since the end beside them read as it should not. */
  readonly uncounted: number;
}

export interface JudgedCommit extends Counted {
  readonly verdict: BisectVerdict;
  /** Where good ends and bad begins by now. */
  readonly line: Line;
  /** Both ends measured again, in the order of time. */
  readonly calibrations: readonly Calibration[];
}

/** `unsteady`: why nothing can be said of the commit, nor of any other. */
export async function judgeBesideEnds(
  run: Run,
  from: Line,
  followed: Pick<Followed, 'metric' | 'unit' | 'better'>,
): Promise<JudgedCommit | { readonly unsteady: string }> {
  const calibrations: Calibration[] = [];
  let line = from;
  for (;;) {
    const counted = await countedRuns(run, line);
    if (counted !== null) return { ...counted, verdict: verdictOf(counted, line), line, calibrations };
    let ends: Ends | null = null;
    while (!ends?.apart) {
      if (calibrations.length === MOST_CALIBRATIONS) {
        return {
          unsteady: ends?.why ?? `both ends were measured again ${MOST_CALIBRATIONS} times for one commit`,
        };
      }
      const samples = await runEnds(run, line.trials);
      ends = endsApart(samples.good, samples.bad, followed);
      calibrations.push({ ...samples, threshold: ends.apart ? ends.threshold : null });
    }
    line = { ...line, threshold: ends.threshold, gap: ends.gap };
  }
}

/** Null: the ends read as they should not beside most runs. */
async function countedRuns(run: Run, line: Line): Promise<Counted | null> {
  const samples: number[] = [];
  const invalid: string[] = [];
  let uncounted = 0;
  while (!isSettled({ samples, invalid }, line) && samples.length + invalid.length < line.trials) {
    if (uncounted > line.trials / 2) return null;
    const sample = await run('commit');
    if ('invalid' in sample) {
      invalid.push(sample.invalid);
      continue;
    }
    const end = isBad(sample.value, line) ? 'good' : 'bad';
    const beside = await run(end);
    if ('value' in beside && isBad(beside.value, line) === (end === 'bad')) samples.push(sample.value);
    else uncounted++;
  }
  return { samples, invalid, uncounted };
}

/** In turn: what drifts with time falls on both. */
export async function runEnds(
  run: (which: End) => Promise<Sample>,
  trials: number,
): Promise<Record<End, number[]>> {
  const samples: Record<End, number[]> = { good: [], bad: [] };
  for (let number = 0; number < trials; number++) {
    for (const end of number % 2 === 0 ? (['good', 'bad'] as const) : (['bad', 'good'] as const)) {
      const sample = await run(end);
      if ('value' in sample) samples[end].push(sample.value);
    }
  }
  return samples;
}
