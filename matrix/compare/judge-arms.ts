/** From the runs of two arms to the comparison that is saved. Pure. */
import { uncheckedCertificates } from '../../reporters/findings/unchecked-certificates.ts';
import type { Comparison } from '../../saved/comparison.ts';
import { version } from '../../saved/version.ts';
import { COMPARISON_VERSION } from '../../saved/versions.ts';
import { environmentDifferences, subjectDifferences, subjectOf, targetsOf } from './fingerprints.ts';
import { compareSamples } from './metric-verdicts.ts';
import { overallOf } from './overall.ts';
import { type ArmRuns, type Past, samplesOf } from './paired-samples.ts';

export interface ArmsMeasured
  extends Pick<Comparison, 'command' | 'course' | 'startedAt' | 'finishedAt' | 'interrupted'> {
  readonly arms: ArmRuns;
  readonly names: Readonly<Record<'base' | 'head', string>>;
  readonly files: Readonly<Record<'base' | 'head', readonly string[]>>;
  /** Null: those judged where nobody says which. */
  readonly metrics: readonly string[] | null;
  readonly past: Past;
  /** Environment keys in which the arms are meant to differ. */
  readonly compared: ReadonlySet<string>;
}

export function judgeArms({
  arms,
  names,
  files,
  metrics,
  past,
  compared,
  ...rest
}: ArmsMeasured): Comparison {
  const { pairs, leftOut, asked } = samplesOf(arms, metrics, past);
  const judged = compareSamples(pairs);
  const summaryOf = (arm: 'base' | 'head') => ({
    name: names[arm],
    subject: subjectOf(arms[arm]),
    targets: targetsOf(arms[arm]),
    files: files[arm],
  });
  const releases = (arm: 'base' | 'head'): string =>
    [...new Set(arms[arm].map(({ tidemark }) => tidemark))].join(' and ');
  const [before, after] = [releases('base'), releases('head')];
  const [unchecked] = [...arms.base, ...arms.head].flatMap((run) => uncheckedCertificates(run) ?? []);
  return {
    version: COMPARISON_VERSION,
    tidemark: version,
    ...rest,
    verdict: overallOf(judged, asked, metrics !== null),
    base: summaryOf('base'),
    head: summaryOf('head'),
    environment: arms.base[0]!.fingerprint.environment,
    forced: environmentDifferences(arms, compared),
    differences: [
      ...environmentDifferences(arms, new Set()).filter(({ key }) => compared.has(key)),
      ...subjectDifferences(arms),
      ...(before === after ? [] : [{ key: 'tidemark', base: before, head: after }]),
    ],
    metrics: judged,
    ...(unchecked !== undefined && { unchecked }),
    leftOut,
  };
}
