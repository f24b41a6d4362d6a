/** Facts about generator and target that decide whose doing a figure is, whatever the protocol. */
import type { AgentHealth } from '../load/result.ts';
import type { Observation } from '../saved/observation.ts';
import { HEALTHY_LOOP_UTILIZATION } from './limits.ts';

/** On the run's clock, in which the measure phase starts at 0. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Of one window of a run, over all groups or of one. */
export interface Evidence {
  readonly observation: Observation | null;
  readonly window: Stretch;
  readonly agents: readonly Pick<AgentHealth, 'loopUtilization' | 'stalls'>[];
  /** A closed loop is to fill the event loop of its agent: how full it is says nothing. */
  readonly fillsLoop: boolean;
  /** It did fill it, in words: what was measured is the generator's own. Null: it did not. */
  readonly generatorBound: string | null;
  /** What the target demonstrably did wrong; null when nothing. */
  readonly targetFault: string | null;
  /** Why the load was not the promised one, by the generator's doing; null when it was. */
  readonly notOffered: string | null;
  /** What a user does to ask less of the generator: 'lower the load'. */
  readonly lighter: string;
}

/** Why the event loop of an agent decided the figures by its own queueing; null when it did not. */
export function fullLoop({ agents, lighter }: Pick<Evidence, 'agents' | 'lighter'>): string | null {
  const busiest = Math.max(0, ...agents.map(({ loopUtilization }) => loopUtilization));
  return busiest < HEALTHY_LOOP_UTILIZATION
    ? null
    : `the generator's event loop was ${Math.round(100 * busiest)} % busy; add agents or ${lighter}`;
}
