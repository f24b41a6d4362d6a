/**
 * What every engine does: the same plan for all, publishing only, so that nothing but sending and its acknowledgements
 * is measured. The names are those of `--only` and of the line of JSON.
 */
import type { Plan } from '../../load/mqtt/plan.ts';
import { type MqttPlanInput, readPlan } from '../../load/mqtt/plan-input.ts';
import type { Broker } from '../../targets/broker/broker.ts';

export type Transport = 'tcp' | 'tls' | 'ws';

/**
 * What is read from the samples. `less`: the scenario with one client, whose start-up CPU or idle memory is taken off.
 * `start-up` itself is read by others alone.
 */
export type Reading =
  | { readonly of: 'start-up' }
  | { readonly of: 'messages' }
  | { readonly of: 'connections' | 'handshakes' | 'memory'; readonly less: string }
  | { readonly of: 'lag' };

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly reading: Reading;
  readonly transport: Transport;
  readonly clients: number;
  readonly publish: NonNullable<MqttPlanInput['groups'][string]['publish']> | null;
  readonly pacing: 'timer' | 'poll';
  readonly measureMs: number;
}

const CLIENTS = 5000;
/** So many that starting a process, which varies by 50 ms, is a small part of the cost. */
export const BURST_CLIENTS = 15_000;
const SECURED_CLIENTS = 2000;
/** Many, so that the heap's own steps are small beside them; half of what one process may have open. */
const HELD_CLIENTS = 10_000;
const HELD_SECURED_CLIENTS = 4000;
const CLOSED_CLIENTS = 50;
const LAG_CLIENTS = 1000;
const HOLD_MS = 1000;
/** Compiled code and a settled broker; shorter and the first optimisations fall into the window. */
const WARM_UP_MS = 1500;
const MESSAGE = { topic: 'bench/{client}', payload: '500B' } as const;

/** `measureMs` of each publishing scenario. */
export function scenarios(measureMs: number): readonly Scenario[] {
  return [
    ...connections(BURST_CLIENTS),
    open('qos0', 0, measureMs),
    open('qos1', 1, measureMs),
    closed('closed', 'QoS 1', { qos: 1, measureMs }),
    closed('qos2', 'QoS 2', { qos: 2, measureMs }),
    closed('tls', 'QoS 1 over TLS 1.3', { qos: 1, measureMs, transport: 'tls' }),
    closed('ws', 'QoS 1 over WebSocket', { qos: 1, measureMs, transport: 'ws' }),
    idle('start-up-tls', 'start-up, 1 client, TLS 1.3', {
      reading: { of: 'start-up' },
      clients: 1,
      transport: 'tls',
    }),
    idle('tlsHandshakes', `TLS 1.3 handshakes of ${SECURED_CLIENTS} clients`, {
      reading: { of: 'handshakes', less: 'start-up-tls' },
      clients: SECURED_CLIENTS,
      transport: 'tls',
    }),
    idle('tcp-memory', `memory of ${HELD_CLIENTS} held connections, TCP`, {
      reading: { of: 'memory', less: 'start-up' },
      clients: HELD_CLIENTS,
    }),
    idle('tls-memory', `memory of ${HELD_SECURED_CLIENTS} held connections, TLS 1.3`, {
      reading: { of: 'memory', less: 'start-up-tls' },
      clients: HELD_SECURED_CLIENTS,
      transport: 'tls',
    }),
    lag(2000, measureMs),
    lag(20_000, measureMs),
  ];
}

/** A burst of connections, and what each of them takes while it is held, less what starting takes. */
export const connections = (clients: number): readonly Scenario[] => [
  idle('start-up', 'start-up, 1 client', { reading: { of: 'start-up' }, clients: 1 }),
  idle('connect', `connect ${clients} clients`, {
    reading: { of: 'connections', less: 'start-up' },
    clients,
  }),
];
/** The same burst, read for its memory. */
export const held = (burst: Scenario): Scenario => ({
  ...burst,
  name: 'tcp-memory',
  title: `memory of ${burst.clients} held connections`,
  reading: { of: 'memory', less: 'start-up' },
});

/** What `chosen` reads, too. */
export const neededFor = (all: readonly Scenario[], chosen: readonly string[]): readonly Scenario[] =>
  all.filter(
    ({ name }) =>
      chosen.includes(name) ||
      all.some(
        ({ name: other, reading }) => chosen.includes(other) && 'less' in reading && reading.less === name,
      ),
  );

const idle = (
  name: string,
  title: string,
  more: { readonly reading: Reading; readonly clients: number; readonly transport?: Transport },
): Scenario => ({
  name,
  title,
  transport: 'tcp',
  publish: null,
  pacing: 'timer',
  measureMs: HOLD_MS,
  ...more,
});

const open = (name: string, qos: 0 | 1, measureMs: number): Scenario => ({
  name,
  title: `open loop, ${CLIENTS} clients, QoS ${qos}, 500 B, 5000/s`,
  reading: { of: 'messages' },
  transport: 'tcp',
  clients: CLIENTS,
  publish: { ...MESSAGE, qos, rate: '5000/s' },
  // Polling would count idle turns as cost.
  pacing: 'timer',
  measureMs,
});

const closed = (
  name: string,
  how: string,
  more: { readonly qos: 1 | 2; readonly measureMs: number; readonly transport?: Transport },
): Scenario => ({
  name,
  title: `closed loop, ${CLOSED_CLIENTS} clients, ${how}, 500 B, 1 in flight`,
  reading: { of: 'messages' },
  transport: more.transport ?? 'tcp',
  clients: CLOSED_CLIENTS,
  publish: { ...MESSAGE, qos: more.qos, inflight: 1 },
  pacing: 'timer',
  measureMs: more.measureMs,
});

const lag = (perSecond: number, measureMs: number): Scenario => ({
  name: `lag-${perSecond}`,
  title: `schedule lag, ${LAG_CLIENTS} clients, QoS 1, 500 B, ${perSecond}/s, polling`,
  reading: { of: 'lag' },
  transport: 'tcp',
  clients: LAG_CLIENTS,
  publish: { ...MESSAGE, qos: 1, rate: `${perSecond}/s` },
  pacing: 'poll',
  measureMs,
});

/** In one process for all. */
export function planOf(scenario: Scenario, target: Pick<Broker, 'url' | 'host' | 'port' | 'tls'>): Plan {
  const { clients, publish, measureMs, pacing, transport } = scenario;
  const connect =
    transport === 'tls' ? { connect: { tls: { ...target.tls, minVersion: 'TLSv1.3' as const } } } : {};
  return readPlan(
    {
      groups: { bench: { clients, ...connect, ...(publish && { publish }) } },
      warmup: publish ? `${WARM_UP_MS}ms` : '0ms',
      measure: `${measureMs}ms`,
      drain: '300ms',
    },
    target,
    { pacing, agents: 1 },
  );
}
