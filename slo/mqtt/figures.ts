/** How each metric that is not a latency follows from a run and its observation. */
import type { FigureName } from '../../metrics/metrics.ts';
import {
  cpuMsPer,
  driftOf,
  type Figure,
  memoryPerConnection,
  OBSERVED_FIGURES,
  within,
} from '../observed-figures.ts';
import type { Missing, Scope } from './scope.ts';

const HEADERLESS: Missing = {
  missing: 'a payload below 16 B carries no header: deliveries cannot be counted',
};
const UNSUBSCRIBED: Missing = { missing: 'nobody subscribes' };

export const FIGURE_VALUES: Readonly<Record<FigureName, (scope: Scope) => Figure>> = {
  'connect.rate': connectRate,
  'connect.failed': (scope) => {
    const { attempted, failed } = connecting(scope);
    return attempted > 0 ? { value: failed, n: attempted } : { missing: 'no client tried to connect' };
  },
  'publish.offered': (scope) => published(scope, scope.counts.offered / scope.seconds),
  'publish.rate': (scope) => published(scope, scope.counts.sent / scope.seconds),
  'delivery.rate': (scope) => delivered(scope, scope.counts.owed, scope.counts.received / scope.seconds),
  sent: (scope) => published(scope, scope.counts.sent),
  acknowledged: (scope) => {
    const { offered, acknowledged } = scope.acknowledging;
    return offered > 0 ? { value: acknowledged, n: offered } : { missing: 'no QoS 1 message was offered' };
  },
  received: (scope) => delivered(scope, scope.counts.owed, scope.counts.received),
  lost: (scope) => delivered(scope, scope.faults.owed, scope.faults.lost),
  duplicated: (scope) => delivered(scope, scope.faults.received, scope.faults.duplicated),
  reordered: (scope) => delivered(scope, scope.faults.received, scope.faults.reordered),
  foreign: (scope) => {
    if (!scope.traceable) return HEADERLESS;
    const { foreign, received } = scope.faults;
    return scope.subscribes ? { value: foreign, n: received + foreign } : UNSUBSCRIBED;
  },
  'broker.received': (scope) =>
    counted(scope, 'publishReceived', (received, offered) => (100 * received) / offered),
  'broker.dropped': (scope) => counted(scope, 'publishDropped', (dropped) => dropped),
  drift,
  ...OBSERVED_FIGURES,
  'target.memory_per_connection': (scope) => memoryPerConnection(scope, mostConnected(scope)),
  'target.cpu_per_message': (scope) => {
    const publishing = scope.parts.some(({ plan }) => plan.publish);
    return cpuMsPer('message', scope, publishing ? scope.counts.sent : scope.counts.received);
  },
};

interface Connecting {
  readonly attempted: number;
  readonly succeeded: number;
  readonly failed: number;
  /** From the first attempt of any group to the last CONNACK. */
  readonly elapsedMs: number;
}

/** Of all groups of the scope. */
export const connecting = (scope: Scope): Connecting => connectingOf(scope.parts);

/** Of the groups that connect before the start: later ones would stretch the time; they have a rate of their own. */
export function connectingAtFirst(scope: Scope): Connecting {
  const initial = scope.parts.filter(({ plan }) => plan.startAfterMs === null);
  return connectingOf(scope.group === null && initial.length > 0 ? initial : scope.parts);
}

function connectingOf(parts: Scope['parts']): Connecting {
  const connects = parts.map(({ result }) => result.connect);
  const sum = (key: 'attempted' | 'succeeded' | 'failed'): number =>
    connects.reduce((total, connect) => total + connect[key], 0);
  const from = Math.min(...connects.flatMap(({ firstAttemptMs }) => firstAttemptMs ?? []));
  const to = Math.max(...connects.flatMap(({ lastConnackMs }) => lastConnackMs ?? []));
  return {
    attempted: sum('attempted'),
    succeeded: sum('succeeded'),
    failed: sum('failed'),
    elapsedMs: Math.max(0, Number.isFinite(to - from) ? to - from : 0),
  };
}

function connectRate(scope: Scope): Figure {
  const { attempted, succeeded, elapsedMs } = connectingAtFirst(scope);
  if (attempted === 0) return { missing: 'no client tried to connect' };
  if (succeeded === 0) return { value: 0, n: attempted };
  return elapsedMs > 0
    ? { value: (1000 * succeeded) / elapsedMs, n: succeeded }
    : { missing: 'connecting took no measurable time' };
}

function published(scope: Scope, value: number): Figure {
  if (!scope.parts.some(({ plan }) => plan.publish)) return { missing: 'nobody publishes' };
  return scope.counts.offered > 0
    ? { value, n: scope.counts.offered }
    : { missing: 'nothing was offered in the window' };
}

/** By the broker itself, warm-up included, as its counters are. */
function counted(
  { observation, run }: Scope,
  counter: 'publishReceived' | 'publishDropped',
  of: (count: number, offered: number) => number,
): Figure {
  const { broker } = observation ?? {};
  const count = broker?.[counter] ?? null;
  if (count === null) return { missing: "the broker's own count is not known ($SYS)" };
  // mosquitto 2.0.11 leaves retained messages out of `publish/messages/received`.
  const uncounted = counter === 'publishReceived' && /^mosquitto/i.test(broker?.version ?? '');
  const offered = run.plan.groups
    .filter(({ publish }) => !(uncounted && publish?.retain))
    .flatMap(({ name }) => run.series.groups[name]?.offered ?? [])
    .reduce((sum, messages) => sum + messages, 0);
  return offered > 0 ? { value: of(count, offered), n: offered } : { missing: 'nothing was offered' };
}

function delivered(scope: Scope, n: number, value: number): Figure {
  if (!scope.traceable) return HEADERLESS;
  if (!scope.subscribes) return UNSUBSCRIBED;
  if (n > 0) return { value, n };
  const { owed } = scope.faults;
  return { missing: owed > 0 ? `${owed} deliveries owed, none came` : 'no delivery was owed' };
}

/** Of the acknowledgement, else the delivery. */
function drift(scope: Scope): Figure {
  const { series } = scope.run;
  const groups = scope.parts.flatMap(({ plan }) => series.groups[plan.name] ?? []);
  const firstMs = series.firstSecond * 1000;
  const acks = groups.some(({ ackP50Ms }) => within(scope, ackP50Ms, firstMs).some((ms) => ms !== null));
  return driftOf(
    scope,
    firstMs,
    groups.map(({ ackP50Ms, acknowledged, deliveryP50Ms, received }) =>
      acks ? { p50Ms: ackP50Ms, answered: acknowledged } : { p50Ms: deliveryP50Ms, answered: received },
    ),
  );
}

function mostConnected(scope: Scope): number {
  const { series } = scope.run;
  const seconds: number[] = [];
  for (const { plan } of scope.parts) {
    const connected = series.groups[plan.name]?.connected ?? [];
    within(scope, connected, series.firstSecond * 1000).forEach((clients, second) => {
      seconds[second] = (seconds[second] ?? 0) + clients;
    });
  }
  return Math.max(0, ...seconds);
}
