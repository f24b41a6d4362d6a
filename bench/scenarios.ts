/** What every engine does: the same plan for all, publishing only, so that nothing but sending and its acknowledgements is measured. */
import type { Plan } from '../load/mqtt/plan.ts';
import { type MqttPlanInput, readPlan } from '../load/mqtt/plan-input.ts';

/** Starting up alone: what it costs is taken off the cost of connecting. */
export const START_UP = 'start-up';
export const CONNECT = 'connect';

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly clients: number;
  readonly publish: NonNullable<MqttPlanInput['groups'][string]['publish']> | null;
  readonly measureMs: number;
}

const CLIENTS = 5000;
const OPEN_LOOP = { topic: 'bench/{client}', payload: '500B', rate: '5000/s' } as const;
/** Compiled code and a settled broker; shorter and the first optimisations fall into the window. */
const WARM_UP_MS = 1500;

/** `measureMs` of each publishing scenario. */
export function scenarios(measureMs: number): readonly Scenario[] {
  const idle = { publish: null, measureMs: 100 };
  return [
    { name: START_UP, title: 'start-up, 1 client', clients: 1, ...idle },
    { name: CONNECT, title: `connect ${CLIENTS} clients`, clients: CLIENTS, ...idle },
    {
      name: 'open-qos0',
      title: `open loop, ${CLIENTS} clients, QoS 0, 500 B, 5000/s`,
      clients: CLIENTS,
      publish: { ...OPEN_LOOP, qos: 0 },
      measureMs,
    },
    {
      name: 'open-qos1',
      title: `open loop, ${CLIENTS} clients, QoS 1, 500 B, 5000/s`,
      clients: CLIENTS,
      publish: { ...OPEN_LOOP, qos: 1 },
      measureMs,
    },
    {
      name: 'closed-qos1',
      title: 'closed loop, 50 clients, QoS 1, 500 B, 1 in flight',
      clients: 50,
      publish: { topic: 'bench/{client}', payload: '500B', qos: 1, inflight: 1 },
      measureMs,
    },
  ];
}

/** Timer pacing in one process for all: polling would count idle turns as cost. */
export function planOf(scenario: Scenario, target: { url: string; host: string; port: number }): Plan {
  const { clients, publish, measureMs } = scenario;
  return readPlan(
    {
      groups: { bench: { clients, ...(publish && { publish }) } },
      warmup: publish ? `${WARM_UP_MS}ms` : '0ms',
      measure: `${measureMs}ms`,
      drain: '300ms',
    },
    target,
    { pacing: 'timer', agents: 1 },
  );
}
