/** Bounds relative to what was measured before: `'<= baseline + 10%'`. Pure: the figures come from a lookup. */
import type { BaselineFigure } from '../saved/baseline.ts';
import { formatQuantity } from '../text/quantity.ts';
import type { Bound } from './bound.ts';

/** By the name a metric has in the results: `delivery.p99`, `devices/publish.ack.p99@after`. */
export type BaselineLookup = (metric: string) => BaselineFigure;

export const NO_BASELINE: BaselineLookup = () => ({
  status: 'unusable',
  reason: 'there is no baseline to compare with',
});

export interface Resolved {
  /** With its limit in the metric's unit; one that always holds where there is nothing to compare with. */
  readonly bound: Bound;
  /** What `baseline` stands for, for people. */
  readonly note: string;
  /** Why the figure cannot be judged; null when it can. */
  readonly refused: string | null;
  /** Whether there is a figure to compare with. */
  readonly comparable: boolean;
}

/** A bound that is relative to the baseline, in the metric's own unit. */
export function againstBaseline(bound: Bound, unit: string, figure: BaselineFigure): Resolved {
  if (figure.status === 'unusable') {
    return { bound: alwaysHolds(bound), note: '', refused: figure.reason, comparable: false };
  }
  if (figure.status === 'saved') {
    const { before } = figure;
    const note =
      before === null
        ? 'no baseline yet: saved from this run'
        : `saved from this run; before it was ${formatQuantity(before, unit)}`;
    return { bound: alwaysHolds(bound), note, refused: null, comparable: false };
  }
  const { value } = figure;
  const limit = (value * (100 + bound.limit)) / 100;
  const note = formatQuantity(limit, unit);
  if (value === 0 && (bound.operator === '<' || bound.operator === '>=')) {
    const holds = bound.operator === '<' ? 'can never' : 'always does';
    return {
      bound: alwaysHolds(bound),
      note,
      refused: `the baseline is 0, so that it ${holds} hold; write another bound`,
      comparable: false,
    };
  }
  return { bound: { ...bound, limit }, note, refused: null, comparable: true };
}

const alwaysHolds = (bound: Bound): Bound =>
  bound.operator.startsWith('>')
    ? { ...bound, operator: '>=', limit: 0 }
    : { ...bound, operator: '<=', limit: Number.POSITIVE_INFINITY };
