/** Times when the event loop of an agent did not turn. */
import type { AgentHealth } from '../load/result.ts';
import { STALL_REACH } from './limits.ts';

/** Of the times when the generator could not work in a stretch of a run. */
export interface Pauses {
  readonly longestMs: number;
  readonly totalMs: number;
}

export const NO_PAUSES: Pauses = { longestMs: 0, totalMs: 0 };

type Agents = readonly Pick<AgentHealth, 'stalls'>[];

/** Stalls of any agent that touch [fromMs, toMs), on the run's clock. */
export function stallsWithin(agents: Agents, fromMs: number, toMs: number): Pauses {
  return touching(agents, fromMs, toMs, 1).reduce(
    ({ longestMs, totalMs }, ms) => ({ longestMs: Math.max(longestMs, ms), totalMs: totalMs + ms }),
    NO_PAUSES,
  );
}

/** Whether a stall, or the backlog it left, touches [fromMs, toMs). */
export const feltWithin = (agents: Agents, fromMs: number, toMs: number): boolean =>
  touching(agents, fromMs, toMs, STALL_REACH).length > 0;

/** `atMs` of a stall is when the loop last turned before. */
const touching = (agents: Agents, fromMs: number, toMs: number, reach: number): number[] =>
  agents
    .flatMap(({ stalls }) => stalls)
    .filter(({ atMs, durationMs }) => atMs < toMs && atMs + reach * durationMs > fromMs)
    .map(({ durationMs }) => durationMs);
