/** What a line over the seconds of a run looks like: each value over the stretch of time that it tells of. Pure. */
import type { Panel, Point } from '../panel.ts';

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
export function* spansOf(points: Iterable<Point>, { each, to, endS }: Extent): Generator<Span> {
  for (const [second, value] of points) {
    if (each === 'moment') yield { from: second, to: second, value };
    else if (second < to) {
      const next = Math.min(to, second + 1);
      if (endS === null || value === null || endS <= second || endS >= second + 1) {
        yield { from: second, to: next, value };
      } else {
        yield { from: second, to: endS, value: value / (endS - second) };
        yield { from: endS, to: next, value: 0 };
      }
    }
  }
}

/** How many seconds of a run are one stretch. */
export const secondsInOne = ([from, to]: readonly [number, number]): number =>
  Math.max(1, Math.ceil((to - from) / MOST_SPANS));

interface Stretch {
  readonly from: number;
  to: number;
  sum: number;
  highest: number;
  n: number;
}

/** Of a long run several seconds are one stretch, with their mean; with the highest of them where the worst counts. */
export function inFewer(
  spans: Iterable<Span>,
  range: readonly [number, number],
  worst: boolean,
): readonly Span[] {
  const seconds = secondsInOne(range);
  if (seconds === 1) return [...spans];
  const together = new Map<number, Stretch>();
  for (const { from, to, value } of spans) {
    const number = Math.floor((from - range[0]) / seconds);
    let stretch = together.get(number);
    if (stretch === undefined) {
      stretch = { from, to, sum: 0, highest: Number.NEGATIVE_INFINITY, n: 0 };
      together.set(number, stretch);
    }
    stretch.to = Math.max(stretch.to, to);
    if (value === null) continue;
    stretch.sum += value;
    stretch.highest = Math.max(stretch.highest, value);
    stretch.n++;
  }
  return [...together.values()].map(({ from, to, sum, highest, n }) => ({
    from,
    to,
    value: n === 0 ? null : worst ? highest : sum / n,
  }));
}

/** Both ends of each stretch; a moment is one point. */
export const drawnPoints = (spans: readonly Span[]): Point[] =>
  spans.flatMap(({ from, to, value }) =>
    from === to ? [[from, value] as const] : [[from, value] as const, [to, value] as const],
  );
