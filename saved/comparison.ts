/** `compare.json`: two arms, judged metric by metric. Everything that is said about a comparison is said from it. */
import type { Better } from '../metrics/row.ts';
import type { Fingerprint } from './results.ts';

export const COMPARISON_VERSION = 1;

export type MetricVerdict = 'regressed' | 'improved' | 'no difference' | 'inconclusive';
export type ArmName = 'base' | 'head';

export interface Comparison {
  readonly version: typeof COMPARISON_VERSION;
  readonly tidemark: string;
  /** ISO 8601: of the first run, and of the end of the last. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Ctrl-C: what had been measured was judged. */
  readonly interrupted: boolean;
  /** The exact command that does it again, redacted. */
  readonly command: string;
  readonly verdict: MetricVerdict;
  readonly base: ArmSummary;
  readonly head: ArmSummary;
  /** Of the base. */
  readonly environment: Fingerprint['environment'];
  /** Environment keys that do not match, which `--force` let pass. */
  readonly forced: readonly Difference[];
  /** Subject keys that differ: what was compared. */
  readonly differences: readonly Difference[];
  /** Null: saved results were compared, nothing was run. */
  readonly course: Course | null;
  readonly metrics: readonly MetricComparison[];
  /** One line each: cells and loads that are not compared, and why. */
  readonly leftOut: readonly string[];
}

export interface ArmSummary {
  /** As the command names it. */
  readonly name: string;
  readonly subject: Fingerprint['subject'];
  /** How the results name its targets. */
  readonly targets: readonly string[];
  /** Results files, as many as there were runs with one. */
  readonly files: readonly string[];
}

export interface Difference {
  readonly key: string;
  readonly base: string;
  readonly head: string;
}

/** What was run, in which order, and why so often. */
export interface Course {
  readonly seed: number;
  readonly order: readonly ArmName[];
  /** What the spread of the first runs asks for; null: there were no five of each arm. */
  readonly needed: SampleSize | null;
  readonly budgetMs: number;
  readonly tookMs: number;
  readonly ended: 'enough' | 'budget' | 'invalid runs' | 'interrupted';
}

export interface SampleSize {
  /** Of each arm. */
  readonly runs: number;
  /** The metric that asks for the most; null: none asks for more than the least. */
  readonly because: { readonly cell: string; readonly metric: string } | null;
  /** Standard deviation of its runs within an arm, percent of their mean. */
  readonly spreadPercent: number;
}

export interface MetricComparison {
  /** Title and parameters, with the suite where titles alone are not clear. */
  readonly cell: string;
  readonly metric: string;
  readonly unit: string;
  /** Null: not judged. */
  readonly better: Better | null;
  /** One value a valid run. */
  readonly base: readonly number[];
  readonly head: readonly number[];
  /** Runs left out because they were invalid. */
  readonly invalid: { readonly base: number; readonly head: number };
  /** Null: no valid run has the metric. */
  readonly baseMedian: number | null;
  readonly headMedian: number | null;
  /**
   * Of the medians (of the means where both medians are nothing), in percent of the base's; null: one arm has none, or
   * something came of nothing.
   */
  readonly changePercent: number | null;
  /** 95 %, of the change; null: too few runs for one. A bound beyond all figures is null. */
  readonly interval: { readonly lowPercent: number | null; readonly highPercent: number | null } | null;
  readonly floorPercent: number;
  /** Mann-Whitney, two-sided. */
  readonly p: number;
  /** By Holm, over all that could be judged. */
  readonly adjustedP: number;
  readonly verdict: MetricVerdict;
  /** One clause; of an inconclusive one also what to do. */
  readonly why: string;
}

type Judged = Pick<MetricComparison, 'cell' | 'verdict' | 'base' | 'head'>;

/**
 * A regression outweighs everything. Else something has to be said of each cell: of one of which nothing is, be it absent
 * from an arm, nothing is known. `cells`: names of all of them, those without metrics too. `named`: somebody said which
 * metrics, so each of them counts.
 */
export function overallOf(
  metrics: readonly Judged[],
  cells: readonly string[],
  named: boolean,
): MetricVerdict {
  if (metrics.some(({ verdict }) => verdict === 'regressed')) return 'regressed';
  const said = cells.map((name) =>
    overallOfCell(
      metrics.filter(({ cell }) => cell === name),
      named,
    ),
  );
  if (said.length === 0 || said.includes('inconclusive')) return 'inconclusive';
  return said.includes('improved') ? 'improved' : 'no difference';
}

/**
 * One metric that could be judged outweighs those that could not, unless it never moved in any run, like messages lost:
 * that says nothing about the others. It does not outweigh one that has values in one arm alone: that arm does, or fails to
 * do, what the other does not; nor one that was named.
 */
function overallOfCell(metrics: readonly Judged[], named: boolean): MetricVerdict {
  const oneSided = ({ base, head }: Judged): boolean => base.length > 0 !== head.length > 0;
  if (metrics.some((one) => oneSided(one) || (named && one.verdict === 'inconclusive')))
    return 'inconclusive';
  const still = ({ base, head }: Judged): boolean =>
    base.length * head.length > 0 && new Set([...base, ...head]).size === 1;
  const moved = metrics.filter((one) => !still(one));
  const said = (moved.length > 0 ? moved : metrics).map(({ verdict }) => verdict);
  const order: readonly MetricVerdict[] = ['improved', 'no difference'];
  return order.find((wanted) => said.includes(wanted)) ?? 'inconclusive';
}
