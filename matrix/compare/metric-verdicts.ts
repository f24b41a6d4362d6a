/** The verdict on each metric of two arms: base, and head, which may have made something slower. Pure. */
import type { Better } from '../../metrics/row.ts';
import { probabilityText } from '../../reporters/comparison/lines.ts';
import type { ArmName, MetricComparison } from '../../saved/comparison.ts';
import { holm } from '../../statistics/holm.ts';
import { leastP, mannWhitney } from '../../statistics/mann-whitney.ts';
import { median } from '../../statistics/quartiles.ts';
import { percentOf, type RatioInterval, ratioInterval, ratioOf } from '../../statistics/ratio.ts';
import { noiseFloorPercent } from './noise-floor.ts';
import { betterOf } from './saved-metric.ts';

/** Runs an arm below which nothing is said. */
export const RUNS_REQUIRED = 5;
/** Of a false alarm, all metrics together: a gate that cries wolf once in twenty is soon ignored. */
export const ALPHA = 0.01;

/** One metric of one cell: a value a valid run of each arm. */
export interface MetricSamples {
  readonly cell: string;
  readonly metric: string;
  readonly unit: string;
  readonly base: readonly number[];
  readonly head: readonly number[];
  /** Why each run that gave no value gave none. */
  readonly invalid?: Readonly<Record<ArmName, readonly string[]>>;
  /** How the target died in a run; null: it never did. What the runs it survived say of it is not all there is. */
  readonly died?: Readonly<Record<ArmName, string | null>>;
  /** Values of consecutive runs of the same subject, oldest first, one list a subject: they say what noise is usual. */
  readonly past?: readonly (readonly number[])[];
}

/**
 * Judges all metrics of a comparison at once, since p is adjusted for their number. Regressed or improved: adjusted
 * p < ALPHA and the medians are farther apart than the noise floor, as a ratio, so that turning the arms round turns the
 * verdict round; the means where both medians are nothing. No difference: not so, and the 95 % interval of the change lies within the floor. Else inconclusive.
 * A metric that never moved in any run of either arm is not counted among those judged (R. E. Tarone, 1990).
 */
export function compareSamples(pairs: readonly MetricSamples[]): MetricComparison[] {
  const measured = pairs.map((samples) => {
    const { base, head, metric, past } = samples;
    const better = betterOf(metric) ?? null;
    const unjudged = whyUnjudged(samples, better);
    return {
      samples,
      better,
      unjudged,
      counts: unjudged === null && new Set([...base, ...head]).size > 1,
      ...mannWhitney(base, head),
      floor: noiseFloorPercent(metric, past),
    };
  });
  const judged = measured.filter(({ counts }) => counts);
  const adjusted = holm(judged.map(({ p }) => p));
  return measured.map(({ samples, better, unjudged, u, p, floor, ...one }) => {
    const { cell, metric, unit, base, head, invalid } = samples;
    const adjustedP = one.counts ? adjusted[judged.findIndex((other) => other.samples === samples)]! : p;
    const ratio = ratioOf(...centres(base, head));
    const interval = ratioInterval(base, head);
    const judgement =
      unjudged === null
        ? judge({ ratio, interval, floor, better: better!, u, adjustedP, family: judged.length, ...samples })
        : { verdict: 'inconclusive' as const, why: unjudged };
    return {
      cell,
      metric,
      unit,
      better,
      base,
      head,
      invalid: { base: invalid?.base.length ?? 0, head: invalid?.head.length ?? 0 },
      baseMedian: base.length > 0 ? median(base) : null,
      headMedian: head.length > 0 ? median(head) : null,
      changePercent: percentOf(ratio),
      interval: interval && { lowPercent: percentOf(interval.low), highPercent: percentOf(interval.high) },
      floorPercent: floor,
      p,
      adjustedP,
      ...judgement,
    };
  });
}

/**
 * What of each arm is held against the other: the medians; the means where both medians are nothing, as of messages that
 * are lost in fewer than half of the runs.
 */
function centres(base: readonly number[], head: readonly number[]): [base: number, head: number] {
  const medians: [number, number] = [median(base), median(head)];
  return medians.some((value) => value !== 0) ? medians : [mean(base), mean(head)];
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Null: it can be judged. */
function whyUnjudged(samples: MetricSamples, better: Better | null): string | null {
  const { metric, base, head, invalid, died } = samples;
  if (better === null) return `neither less nor more ${metric} is better: it is not judged`;
  for (const name of ['base', 'head'] as const) {
    const runs = samples[name].length;
    const faults = invalid?.[name] ?? [];
    if (died?.[name]) return `the target of ${name} died in a run (${died[name]}): correct that first`;
    if (faults.length > runs)
      return `${faults.length} of ${runs + faults.length} runs of ${name} are invalid: ${faults[0]}`;
    if (runs === 0) return `no run of ${name} has it: judge another metric, or run ${name} again`;
    if (runs < RUNS_REQUIRED)
      return `${runs} valid ${runs === 1 ? 'run' : 'runs'} of ${name}, at least ${RUNS_REQUIRED} required: ${RUNS_REQUIRED - runs} more of ${name}`;
  }
  return [...base, ...head].some((value) => value < 0)
    ? 'values below zero have no relative change: judge another metric'
    : null;
}

interface Evidence {
  readonly ratio: number;
  readonly interval: RatioInterval | null;
  readonly floor: number;
  readonly better: Better;
  readonly u: number;
  readonly adjustedP: number;
  /** Metrics judged together. */
  readonly family: number;
  readonly base: readonly number[];
  readonly head: readonly number[];
}

function judge(evidence: Evidence): Pick<MetricComparison, 'verdict' | 'why'> {
  const { ratio, interval, floor, better, u, adjustedP, family, base, head } = evidence;
  const beyond = (one: number): boolean => one > 1 + floor / 100 || one < 1 / (1 + floor / 100);
  const p = `p ${probabilityText(adjustedP)}${family > 1 ? `, adjusted for ${family} metrics` : ''}`;
  // The medians say which way; where most pairs of runs say the other, neither is to be believed.
  const agreed = ratio > 1 === u > (base.length * head.length) / 2;
  if (adjustedP < ALPHA && beyond(ratio) && agreed) {
    const worse = better === 'lower' ? ratio > 1 : ratio < 1;
    return {
      verdict: worse ? 'regressed' : 'improved',
      why: `the change is beyond the noise floor of ${figure(floor)} %, ${p}`,
    };
  }
  if (interval && !beyond(interval.low) && !beyond(interval.high)) {
    return {
      verdict: 'no difference',
      why: `the interval lies within the noise floor of ${figure(floor)} %`,
    };
  }
  if (leastP(base.length, head.length) * family >= ALPHA) {
    return {
      verdict: 'inconclusive',
      why: `so few runs cannot tell ${family} metrics apart from luck: more runs, or fewer metrics with --metric`,
    };
  }
  return {
    verdict: 'inconclusive',
    why: beyond(ratio)
      ? `it may be luck, ${p}: more runs (--budget), or longer ones (--for)`
      : `the interval reaches beyond the noise floor of ${figure(floor)} %: more runs (--budget), or longer ones (--for)`,
  };
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));
