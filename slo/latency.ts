/**
 * Whose doing is a latency? Response time counts from the intended time, so our own lateness is in it; service time counts
 * from the real write, so it is not. What lies between the two is either schedule lag (ours) or waiting for a window, a
 * connection or an answer (the target's).
 */
import type { Histogram } from '../load/histogram.ts';
import type { LatencyDefinition } from '../metrics/metrics.ts';
import { type Statistic, tailOf } from '../metrics/statistics.ts';
import type { MetricValue } from '../saved/slo-row.ts';
import { count, formatQuantity } from '../text/quantity.ts';
import { type Attribution, disturbed, fail, invalid, PASS, tooFewSamples } from './attribution.ts';
import { type Bound, holds } from './bound.ts';
import type { Evidence } from './evidence.ts';
import { excused, touchedShare } from './excuses.ts';
import { LAG_MAJORITY } from './limits.ts';
import { needsMore, type Sampled, tooFew, unansweredAllowed } from './samples.ts';
import type { Pauses } from './stalls.ts';
import { leastMs, statisticMs } from './statistic.ts';

/** What a protocol says of one latency. */
export interface LatencyEvidence extends Evidence, Sampled {
  /** Null: nothing was recorded. */
  readonly response: Histogram | null;
  /** Without our lag; null where it is not known, or the latency is a service time itself. */
  readonly service: Histogram | null;
  /** Of those who send what is waited for; null where lag is no part of the latency. */
  readonly lag: Histogram | null;
  /** Requests that should have had an answer and never got one, by the target's doing. */
  readonly unanswered: number;
  /** Those of them that `response` has all the same, at their time-out. */
  readonly atTimeout: number;
  /** `were never answered`; `causes` in brackets, or nothing. */
  readonly unansweredText: { readonly verb: string; readonly causes: string };
  /** Requests that failed in the generator's own machine, and that in words; null where none did. */
  readonly failedLocally: number;
  readonly localFaults: string | null;
  /** The stretch of the run in which the requests of a set-up were under way, and for how long that was. */
  readonly setUp: { readonly fromMs: number; readonly toMs: number; readonly tookMs: number } | null;
  /** What clients wait for that are not late and have not sent. */
  readonly waiting: string;
}

export function attributeLatency(
  evidence: LatencyEvidence,
  { statistic, source }: LatencyDefinition,
  { operator }: Bound,
  limit: number,
  { value, n }: MetricValue,
): Attribution {
  const keeps = (latencyMs: number): boolean => holds(operator, latencyMs, limit);
  const met = keeps(value);
  const capped = operator.startsWith('<');
  const { unanswered, setUp } = evidence;
  const known = n + unanswered - evidence.atTimeout;

  if (capped && unanswered / known > unansweredAllowed(statistic)) {
    const { verb, causes } = evidence.unansweredText;
    return fail(
      `${count(unanswered)} of ${count(known)} ${verb}, more than any latency bound allows${causes && ` (${causes})`}`,
    );
  }
  const fault = setUp === null ? evidence.targetFault : null;
  if (needsMore(statistic, known) && (met || (unanswered === 0 && fault === null)))
    return evidence.localFaults === null
      ? tooFewSamples(tooFew(evidence, statistic, known))
      : invalid(evidence.localFaults);
  if (source === 'generator') {
    return met ? PASS : disturbed(`the generator itself was late; add agents or ${evidence.lighter}`);
  }
  if (capped && localFaultsDecide(evidence, statistic, met, known, keeps))
    return invalid(evidence.localFaults ?? '');
  if (met) {
    const light = setUp === null ? evidence.notOffered : null;
    return light === null ? PASS : disturbed(light);
  }
  if (!capped) return fail();

  const lag = ownLag(evidence, statistic, value, keeps);
  if (lag !== null) return disturbed(lag);
  const serviceMs = evidence.service ? statisticMs(evidence.service, statistic) : value;
  const worstMs = keeps(serviceMs) ? value : serviceMs;
  const { window } = evidence;
  const stretch = setUp ? { ...setUp, setup: true } : { fromMs: window.fromMs, toMs: window.toMs + worstMs };
  const judgedMs = setUp ? setUp.tookMs : window.toMs - window.fromMs;
  const histogram = evidence.service ?? evidence.response;
  const breach = { statistic, worstMs, histogram, judgedMs, keeps };
  return (
    excused(evidence, stretch, (pauses) => explain(pauses, breach)) ??
    fail(fault ?? (keeps(serviceMs) ? evidence.waiting : ''))
  );
}

/** Whether what failed for want of our own files, ports or memory could turn the verdict round. */
function localFaultsDecide(
  { failedLocally, response }: LatencyEvidence,
  statistic: Statistic,
  met: boolean,
  known: number,
  keeps: (latencyMs: number) => boolean,
): boolean {
  if (failedLocally === 0) return false;
  if (met) return failedLocally / (known + failedLocally) > unansweredAllowed(statistic);
  return response !== null && keeps(leastMs(response, statistic, failedLocally));
}

/** In words where our own lag is the only reason of the breach; null where it is not. */
function ownLag(
  { response, service, lag }: LatencyEvidence,
  statistic: Statistic,
  value: number,
  keeps: (latencyMs: number) => boolean,
): string | null {
  if (!lag || !response) return null;
  const lagMax = statisticMs(lag, 'max');
  const most = formatQuantity(lagMax, 'ms');
  // Where no service time is known, the worst lag stands in for each message's own.
  if (!service)
    return keeps(value - lagMax)
      ? `without the generator's own schedule lag of up to ${most} the bound is met`
      : null;
  const serviceMs = statisticMs(service, statistic);
  if (!keeps(serviceMs)) return null;
  // Response = lag + waiting for the target + service, message by message, so the means add up.
  const betweenMs = statisticMs(response, 'mean') - statisticMs(service, 'mean');
  if (statisticMs(lag, 'mean') < LAG_MAJORITY * betweenMs) return null;
  const met = `the service time of ${formatQuantity(serviceMs, 'ms')} meets the bound`;
  return `${met}; the rest is the generator's own schedule lag of up to ${most}`;
}

interface Breach {
  readonly statistic: Statistic;
  readonly worstMs: number;
  /** What the statistic is of. */
  readonly histogram: Histogram | null;
  readonly judgedMs: number;
  readonly keeps: (latencyMs: number) => boolean;
}

/** The bound would be met without these pauses. */
function explain(pauses: Pauses, { statistic, worstMs, histogram, judgedMs, keeps }: Breach): boolean {
  const { longestMs } = pauses;
  const touched = Math.min(1, touchedShare(pauses, judgedMs));
  if (statistic === 'mean') return keeps(Math.max(0, worstMs - touched * longestMs));
  if (!keeps(Math.max(0, worstMs - longestMs))) return false;
  const tail = tailOf(statistic) ?? 1;
  // Too short to have touched as many messages as the statistic leaves above it.
  if (touched < tail) return false;
  if (tail === 0 || tail === 1 || touched === 1 || !histogram) return true;
  // At best the untouched messages are the fastest: where not even these keep the bound, it is not the pause.
  return keeps(histogram.getValueAtPercentile(100 * (1 - tail) * (1 - touched)) / 1000);
}
