/** Measures both ends of a bisect in turn, and draws the line between good and bad. */

import { shortly } from '../../reporters/bisect/markdown.ts';
import { uncheckedCertificates } from '../../reporters/findings/unchecked-certificates.ts';
import type { BisectResult, Commit, Followed, MeasuredCommit } from '../../saved/bisect.ts';
import { EXIT } from '../../saved/exit-codes.ts';
import { build } from '../arms/build.ts';
import type { ArmRun } from '../arms/run-arm.ts';
import type { End } from './beside-ends.ts';
import { BisectError } from './bisect-error.ts';
import { endsApart, TRIALS_REQUIRED } from './ends-apart.ts';
import { environmentOf, follow, sampleIn } from './followed-metric.ts';
import type { Line } from './judge-commit.ts';
import { type Measuring, type Place, runOnce, sampleText, type Watched } from './measure-commit.ts';

interface NamedEnd extends Place {
  readonly name: End;
}

/** Both ends measured, good first; or why nothing can be found between them. */
export type MeasuredEnds =
  | {
      readonly measured: true;
      readonly followed: Followed;
      readonly line: Line;
      readonly commits: readonly [MeasuredCommit, MeasuredCommit];
      readonly environment: BisectResult['environment'];
      /** In which tests certificates were not checked; null: in none. */
      readonly unchecked: string | null;
    }
  | { readonly measured: false; readonly why: string };

/** Throws BisectError when the runs cannot be carried out as asked; on abort the signal's reason. */
export async function measureEnds(
  ends: readonly [NamedEnd, NamedEnd],
  measuring: Measuring,
  metric: string,
  { signal, say }: Watched,
): Promise<MeasuredEnds> {
  for (const { name, folder, commit } of ends) {
    const made = await build(folder, measuring.build, signal);
    if (!made.built) return { measured: false, why: `the ${name} end ${shortly(commit)}: ${made.why}` };
  }
  const runs: Record<End, ArmRun[]> = { good: [], bad: [] };
  let followed: Followed | null = null;
  for (let number = 1; number <= measuring.trials; number++) {
    // What drifts with time falls on both.
    for (const { name, folder, commit } of number % 2 === 1 ? ends : ends.toReversed()) {
      const run = await runOnce(measuring, { folder, commit }, signal);
      if (run.exitCode === EXIT.usage)
        throw new BisectError(`The test files cannot be run:\n${run.log.trim()}`);
      runs[name].push(run);
      followed = follow([...runs.good, ...runs.bad], metric);
      const found = followed === null ? 'invalid' : sampleText(sampleIn(run, followed), followed);
      say(`${name} end ${shortly(commit)}: run ${number} of ${measuring.trials}: ${found}`);
    }
    if (isHopeless(runs, followed, measuring.trials)) break;
  }
  if (followed === null) {
    return { measured: false, why: `neither end could be measured:\n${runs.good[0]?.log.trim()}` };
  }
  const [good, bad] = ends.map(({ name, commit }) => measuredEnd(name, commit, runs[name], followed));
  if (!good || !bad) throw new RangeError('a bisect has two ends');
  const apart = endsApart(good.samples, bad.samples, followed);
  if (!apart.apart) {
    const faults = [...new Set([...good.invalid, ...bad.invalid])].map(
      (fault) => `\n  invalid run: ${fault}`,
    );
    return { measured: false, why: apart.why + faults.join('') };
  }
  const environment = environmentOf([...runs.good, ...runs.bad], followed);
  if (environment === null) throw new RangeError('ends that are apart have samples');
  const { threshold, gap } = apart;
  const line = { threshold, gap, better: followed.better, trials: measuring.trials };
  const results = [...runs.good, ...runs.bad].flatMap((run) => run.results);
  const unchecked = results.map(uncheckedCertificates).find((said) => said !== null) ?? null;
  return { measured: true, followed, line, commits: [good, bad], environment, unchecked };
}

/** No further run could make enough valid ones. */
function isHopeless(
  runs: Readonly<Record<End, readonly ArmRun[]>>,
  followed: Followed | null,
  trials: number,
): boolean {
  if (followed === null) return true;
  return Object.values(runs).some(
    (ofEnd) => ofEnd.filter((run) => 'invalid' in sampleIn(run, followed)).length > trials - TRIALS_REQUIRED,
  );
}

function measuredEnd(
  verdict: End,
  commit: Commit,
  runs: readonly ArmRun[],
  followed: Followed,
): MeasuredCommit {
  const samples = runs.map((run) => sampleIn(run, followed));
  return {
    ...commit,
    verdict,
    reason: null,
    samples: samples.flatMap((sample) => ('value' in sample ? sample.value : [])),
    invalid: samples.flatMap((sample) => ('invalid' in sample ? sample.invalid : [])),
  };
}
