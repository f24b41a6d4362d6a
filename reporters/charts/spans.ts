/** What a line over the seconds of a run looks like: each value over the stretch of time that it tells of. Pure. */
import type { Panel, PanelLine } from '../panel.ts';

type Points = PanelLine['points'];

interface Span {
  readonly from: number;
  readonly to: number;
  readonly value: number | null;
}

/** More stretches than pixels cannot be told apart, and make a picture of megabytes. */
const MOST_SPANS = 800;

interface Extent {
  readonly each: Panel['each'];
  readonly to: number;
  /** Where what is counted ends; null: it does not. */
  readonly endS: number | null;
}

/**
 * The value of a second holds from its begin to its end. Where it counts what ends at `endS`, the second in which that lies
 * is told by the rate of the part before it: the half of a second has half the messages, and the same rate.
 */
export function spansOf(points: Points, { each, to, endS }: Extent): readonly Span[] {
  return points.flatMap(([second, value]): Span[] => {
    if (each === 'moment') return [{ from: second, to: second, value }];
    if (second >= to) return [];
    const next = Math.min(to, second + 1);
    if (endS === null || value === null || endS <= second || endS >= second + 1)
      return [{ from: second, to: next, value }];
    return [
      { from: second, to: endS, value: value / (endS - second) },
      { from: endS, to: next, value: 0 },
    ];
  });
}

/** Of a long run several seconds are one stretch, with their mean; with the highest of them where the worst counts. */
export function inFewer(
  spans: readonly Span[],
  [from, to]: readonly [number, number],
  worst: boolean,
): readonly Span[] {
  const seconds = Math.ceil((to - from) / MOST_SPANS);
  if (seconds <= 1) return spans;
  const together = Map.groupBy(spans, (span) => Math.floor((span.from - from) / seconds));
  return [...together.values()].map((some): Span => {
    let [sum, highest, n, end] = [0, Number.NEGATIVE_INFINITY, 0, from];
    for (const span of some) {
      end = Math.max(end, span.to);
      if (span.value === null) continue;
      sum += span.value;
      highest = Math.max(highest, span.value);
      n++;
    }
    return { from: some[0]?.from ?? from, to: end, value: n === 0 ? null : worst ? highest : sum / n };
  });
}

/** Both ends of each stretch; a moment is one point. */
export const drawnPoints = (spans: readonly Span[]): Points =>
  spans.flatMap(({ from, to, value }) =>
    from === to ? [[from, value] as const] : [[from, value] as const, [to, value] as const],
  );
