/** Facts about generator and target that decide whose doing a figure is. */
import type { AgentHealth } from '../../load/result.ts';
import { GENERATOR_CONNECT_FAULTS } from '../../load/socket/causes.ts';
import type { LatencyName } from '../../metrics/latencies.ts';
import { HEALTHY_LOOP_UTILIZATION, UNSENT_BY_GENERATOR, UNSENT_BY_TARGET } from '../limits.ts';
import { connecting } from './figures.ts';
import type { Scope } from './scope.ts';

/** No target is involved in these. */
const OWN_FAULTS: ReadonlySet<string> = new Set(Object.values(GENERATOR_CONNECT_FAULTS));

/** Busiest agent, 0..1. */
export const busiestLoop = (scope: Scope): number =>
  Math.max(0, ...scope.run.generator.perAgent.map(({ loopUtilization }) => loopUtilization));

export const loopIsHealthy = (scope: Scope): boolean => busiestLoop(scope) < HEALTHY_LOOP_UTILIZATION;

/** The scope's publishers (all, when it has none of its own) keep a window full instead of a schedule. */
export function isClosedLoop(scope: Scope): boolean {
  const own = scope.parts.flatMap(({ plan }) => plan.publish ?? []);
  const publishing = own.length > 0 ? own : scope.load.parts.flatMap(({ plan }) => plan.publish ?? []);
  return publishing.length > 0 && publishing.every(({ pace }) => pace.model === 'closed');
}

export interface Stalls {
  readonly longestMs: number;
  readonly totalMs: number;
}

/** Of any protocol. */
interface WithGenerator {
  readonly run: { readonly generator: { readonly perAgent: readonly Pick<AgentHealth, 'stalls'>[] } };
}

/** Stalls of any agent that touch [fromMs, toMs); `atMs` is when the loop last turned before. */
export function stallsWithin({ run: { generator } }: WithGenerator, fromMs: number, toMs: number): Stalls {
  const durations = generator.perAgent
    .flatMap(({ stalls }) => stalls)
    .filter(({ atMs, durationMs }) => atMs < toMs && atMs + durationMs > fromMs)
    .map(({ durationMs }) => durationMs);
  return { longestMs: Math.max(0, ...durations), totalMs: durations.reduce((sum, ms) => sum + ms, 0) };
}

/** Of everything offered to the target in the window: how much the generator, and the target, kept back. */
export function unsentShares(scope: Scope): { readonly byGenerator: number; readonly byTarget: number } {
  const { offered, unsentByGenerator, unsentByTarget } = scope.load.counts;
  return offered > 0
    ? { byGenerator: unsentByGenerator / offered, byTarget: unsentByTarget / offered }
    : { byGenerator: 0, byTarget: 0 };
}

/** Why the load was not the promised one, by the generator's doing; null when it was. */
export function loadNotOffered(scope: Scope): string | null {
  const { byGenerator } = unsentShares(scope);
  if (byGenerator <= UNSENT_BY_GENERATOR) return null;
  const { offered, unsentByGenerator } = scope.load.counts;
  return (
    `the offered load was not offered: the generator left ${count(unsentByGenerator)} of ${count(offered)} messages ` +
    `unsent (at most ${100 * UNSENT_BY_GENERATOR} % allowed); lower the rate or add agents`
  );
}

/** What the target demonstrably did wrong; null when nothing. */
export function targetFault(scope: Scope): string | null {
  const { targetFaults } = scope.run;
  if (targetFaults.length > 0) return targetFaults.join('; ');
  const { offered, unsentByTarget } = scope.load.counts;
  if (unsentShares(scope).byTarget > UNSENT_BY_TARGET) {
    return `the target kept clients from sending ${count(unsentByTarget)} of ${count(offered)} messages`;
  }
  return null;
}

/** Deliveries per message sent, of the scope's subscribers. */
export function fanOut(scope: Scope): number {
  const { sent } = scope.load.counts;
  return sent > 0 && scope.counts.owed > 0 ? scope.counts.owed / sent : 1;
}

/** Requests that should have had an answer and never got one, by the target's doing. */
export function unanswered(scope: Scope, family: LatencyName): number {
  switch (family) {
    case 'publish.ack':
    case 'publish.ack.service': {
      const { sent, acknowledged, unsentByTarget } = scope.acknowledging;
      return Math.max(0, sent - acknowledged) + unsentByTarget;
    }
    case 'delivery':
    case 'delivery.service':
      if (!scope.traceable || !scope.subscribes) return 0;
      return scope.counts.lost + Math.round(fanOut(scope) * scope.load.counts.unsentByTarget);
    case 'connect':
    case 'connect.tcp':
    case 'connect.mqtt':
      return refused(scope);
    case 'subscribe.ack':
      return scope.subscribes ? refused(scope) : 0;
    case 'schedule.lag':
      return 0;
  }
}

/** Clients the target did not let in; those that failed on the generator's own machine are left out. */
export function refused(scope: Scope): number {
  return connecting(scope).failed - failedLocally(scope);
}

/** Clients that failed for want of files, ports or memory on the generator's machine. */
export function failedLocally(scope: Scope): number {
  let clients = 0;
  for (const { result } of scope.parts) {
    for (const [cause, failed] of Object.entries(result.connect.failedBy)) {
      if (OWN_FAULTS.has(cause)) clients += failed;
    }
  }
  return clients;
}

export const count = (value: number): string => value.toLocaleString('en-US');
