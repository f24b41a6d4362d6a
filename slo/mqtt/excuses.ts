/**
 * What excuses a target for a latency beyond its bound: our own lag, our own stalls, and CPU time that the machine's host
 * took. In words where it is the only reason of the breach; null where it is not.
 */
import type { Histogram } from '../../load/histogram.ts';
import type { LatencyName } from '../../metrics/latencies.ts';

import { type LatencyDefinition, type Statistic, tailOf } from '../../metrics/metrics.ts';
import type { Observation } from '../../saved/observation.ts';
import { formatQuantity } from '../../text/quantity.ts';
import { LAG_MAJORITY, STALL_REACH } from '../limits.ts';
import { stolenWithin } from '../stolen.ts';
import { type Stalls, stallsWithin } from './evidence.ts';
import { connecting } from './figures.ts';
import { statisticMs } from './measure.ts';
import type { Scope } from './scope.ts';

type Keeps = (latencyMs: number) => boolean;

export interface Breach {
  readonly statistic: Statistic;
  readonly worstMs: number;
  /** What the statistic is of: service times where there are any. */
  readonly histogram: Histogram | null;
  /** The stretch of the run in which its messages were under way. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly judgedMs: number;
  readonly keeps: Keeps;
}

const SERVICE_TWIN: Partial<Record<LatencyName, LatencyName>> = {
  'publish.ack': 'publish.ack.service',
  delivery: 'delivery.service',
};
const ms = (value: number): string => formatQuantity(value, 'ms');

/** Of the metric's family without our lag; null when nothing was recorded, or the family is a service time itself. */
export function serviceTimes(scope: Scope, { family }: LatencyDefinition): Histogram | null {
  const twin = SERVICE_TWIN[family];
  return twin === undefined ? null : scope.histogram(twin);
}

export function ownLag(scope: Scope, metric: LatencyDefinition, value: number, keeps: Keeps): string | null {
  if (SERVICE_TWIN[metric.family] === undefined) return null;
  const lag = (metric.family === 'delivery' ? scope.load : scope).histogram('schedule.lag');
  const response = scope.histogram(metric.family);
  if (!lag || !response) return null;
  const lagMax = statisticMs(lag, 'max');
  const service = serviceTimes(scope, metric);
  if (!service) {
    // A payload of 16 to 19 B carries no write time: the worst lag stands in for each message's own.
    return keeps(value - lagMax) ? `it is met without our own schedule lag of up to ${ms(lagMax)}` : null;
  }
  const serviceValue = statisticMs(service, metric.statistic);
  if (!keeps(serviceValue)) return null;
  // Response = lag + waiting for the target + service, message by message, so the means add up.
  const betweenMs = statisticMs(response, 'mean') - statisticMs(service, 'mean');
  if (statisticMs(lag, 'mean') < LAG_MAJORITY * betweenMs) return null;
  return `service time ${ms(serviceValue)} meets it; the rest is our own schedule lag of up to ${ms(lagMax)}`;
}

export function ownStall(scope: Parameters<typeof stallsWithin>[0], breach: Breach): string | null {
  const stalls = stallsWithin(scope, breach.fromMs, breach.toMs);
  return explains(stalls, breach)
    ? `an agent stalled for ${ms(stalls.longestMs)} in the window, and without that it is met`
    : null;
}

export function stolenCpu(observation: Observation | null, breach: Breach): string | null {
  const stolen = stolenWithin(observation?.system, breach.fromMs, breach.toMs);
  return explains(stolen, breach)
    ? `the machine's host took a CPU from it for up to ${ms(stolen.longestMs)}, and without that it is met`
    : null;
}

export function breachOf(scope: Scope, metric: LatencyDefinition, worstMs: number, keeps: Keeps): Breach {
  const { family, statistic } = metric;
  const setup = family.startsWith('connect') || family.startsWith('subscribe');
  const late = scope.parts.some(({ plan }) => plan.startAfterMs !== null);
  const { window } = scope;
  return {
    statistic,
    worstMs,
    histogram: serviceTimes(scope, metric) ?? scope.histogram(family),
    fromMs: setup ? Number.NEGATIVE_INFINITY : window.fromMs,
    toMs: setup ? (late ? Number.POSITIVE_INFINITY : 0) : window.toMs + worstMs,
    judgedMs: setup ? connecting(scope).elapsedMs : window.toMs - window.fromMs,
    keeps,
  };
}

/** The bound would be met without these stalls. */
function explains(
  { longestMs, totalMs }: Stalls,
  { statistic, worstMs, histogram, judgedMs, keeps }: Breach,
): boolean {
  if (longestMs === 0 || !keeps(Math.max(0, worstMs - longestMs))) return false;
  // Too short to have touched as many messages as the statistic leaves above it.
  const tail = statistic === 'mean' ? 0 : (tailOf(statistic) ?? 1);
  const touched = (STALL_REACH * totalMs) / judgedMs;
  if (touched < tail) return false;
  if (!(tail > 0 && tail < 1 && touched < 1) || !histogram) return true;
  // At best the untouched messages are the fastest: where not even these keep the bound, it is not the stall.
  return keeps(histogram.getValueAtPercentile(100 * (1 - tail) * (1 - touched)) / 1000);
}
