/** How a response time drifts in a window, and whose doing that is. */
import { type Attribution, disturbed, fail } from './attribution.ts';
import { holds } from './bound.ts';
import type { Evidence, Stretch } from './evidence.ts';
import { excused } from './excuses.ts';
import type { FigureBreach } from './figure-rule.ts';
import type { Figure } from './measured.ts';

/** One value a second. */
export interface Answers {
  readonly p50Ms: readonly (number | null)[];
  readonly answered: readonly number[];
}

export interface DriftSeries {
  readonly window: Stretch;
  /** When the series begin. */
  readonly firstMs: number;
  readonly series: readonly Answers[];
}

/**
 * Per-second medians, weighted by the answers of the second, in the last third of the window over those in the first.
 * `leftOut`: seconds that do not count.
 */
export function driftOf(
  { window, firstMs, series }: DriftSeries,
  leftOut: (fromMs: number, toMs: number) => boolean = () => false,
): Figure {
  const third = (window.toMs - window.fromMs) / 3;
  const response = (fromMs: number, toMs: number): { weight: number; mean: number } => {
    let weight = 0;
    let sum = 0;
    for (const { p50Ms, answered } of series) {
      p50Ms.forEach((ms, second) => {
        const beganMs = firstMs + second * 1000;
        const middleMs = beganMs + 500;
        if (ms === null || middleMs < fromMs || middleMs >= toMs || leftOut(beganMs, beganMs + 1000)) return;
        weight += answered[second] ?? 0;
        sum += ms * (answered[second] ?? 0);
      });
    }
    return { weight, mean: sum / weight };
  };
  const start = response(window.fromMs, window.fromMs + third);
  const end = response(window.toMs - third, window.toMs);
  if (start.weight === 0) return { missing: 'no answer in the first third of the window' };
  if (end.weight === 0) return { missing: 'no answer in the last third of the window' };
  if (start.mean === 0) return { missing: 'the response time of the first third is below 1 us' };
  return { value: end.mean / start.mean, n: start.weight + end.weight };
}

/** A pause explains a drift where the seconds it was felt in make it: without them the bound is met, or nothing is left. */
export function attributeDrift(
  evidence: Evidence,
  { operator, limit }: FigureBreach,
  series: DriftSeries,
): Attribution {
  if (evidence.notOffered !== null) return disturbed(evidence.notOffered);
  const excuse = excused(evidence, evidence.window, (_, touches) => {
    const rest = driftOf(series, touches);
    return 'missing' in rest || holds(operator, rest.value, limit);
  });
  return excuse ?? fail(evidence.targetFault ?? '');
}
