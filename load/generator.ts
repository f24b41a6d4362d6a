/** How the generator fared in a run, from what its agents report: the same for every kind of load. */
import type { AgentHealth, GeneratorFrame } from './result.ts';

/** A load that nothing paces and that keeps an agent's event loop this busy is limited by the agent. */
const BOUND_UTILIZATION = 0.9;

/** What the report of every agent has. */
export interface AgentReport {
  readonly agent: number;
  readonly health: AgentHealth;
}

/** `unpaced`: some client of the load does the next thing as soon as the last one is done. */
export function generatorOf(
  reports: readonly AgentReport[],
  { pacing, unpaced }: { readonly pacing: GeneratorFrame['pacing']; readonly unpaced: boolean },
): GeneratorFrame {
  const perAgent = [...reports].sort((a, b) => a.agent - b.agent).map(({ health }) => health);
  const busiest = Math.max(0, ...perAgent.map(({ loopUtilization }) => loopUtilization));
  return {
    agents: reports.length,
    pacing,
    perAgent,
    generatorBound: unpaced && busiest >= BOUND_UTILIZATION,
  };
}

/** Of a run that came to no report. */
export const unreported = (agents: number, pacing: GeneratorFrame['pacing']): GeneratorFrame => ({
  agents,
  pacing,
  perAgent: [],
  generatorBound: false,
});
