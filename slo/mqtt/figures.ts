/** How each metric that is not a latency follows from a run and its observation, and whose doing a breach of it is. */

import { publicationsOf, retainedOf, subscriptionsOf } from '../../load/mqtt/group.ts';
import type { FigureName } from '../../metrics/metrics.ts';
import { largest } from '../../statistics/extremes.ts';
import { sumOf } from '../../statistics/sum.ts';
import { disturbed, fail } from '../attribution.ts';
import { attributeDrift, type DriftSeries, driftOf } from '../drift.ts';
import type { FigureRule } from '../figure-rule.ts';
import type { Figure, Missing } from '../measured.ts';
import { cpuMsPer, memoryPerConnection, OBSERVED_RULES, within } from '../observed-figures.ts';
import { attributeThroughput } from '../throughput.ts';
import { failedConnecting, slowConnecting } from './connect-rules.ts';
import { connecting, connectRate } from './connecting.ts';
import { evidenceOf } from './evidence.ts';
import { notOffered } from './load-kept.ts';
import { lostIn } from './lost.ts';
import { EXPECTS_NO_RETAINED, noneCame, nothingOwed } from './missing.ts';
import { REQUEST_RULES } from './requests.ts';
import { resumedShare } from './resuming.ts';
import { reconnectFailed, reconnectTime, resumeFailed } from './returning.ts';
import type { Scope } from './scope.ts';
import { failedMembers, leastEven } from './shares.ts';
import { acknowledging, delivering, perSecond, sending, type ThroughputOf } from './throughput.ts';

const HEADERLESS: Missing = {
  missing: 'a payload below 16 B carries no header: deliveries cannot be counted',
};
const UNSUBSCRIBED: Missing = { missing: 'nobody subscribes' };

export const FIGURE_RULES: Readonly<Record<FigureName<'mqtt'>, FigureRule<Scope>>> = {
  'connect.rate': { value: connectRate, blame: slowConnecting },
  'connect.failed': {
    value: (scope) => {
      const { attempted, failed } = connecting(scope);
      return attempted > 0 ? { value: failed, n: attempted } : { missing: 'no client tried to connect' };
    },
    blame: failedConnecting,
  },
  'connect.resumed': { value: resumedShare },
  'reconnect.time': { value: reconnectTime },
  'reconnect.failed': { value: reconnectFailed },
  'resume.failed': { value: resumeFailed },
  'publish.offered': { value: (scope) => published(scope, scope.counts.offered / scope.seconds) },
  'publish.rate': {
    value: (scope) => published(scope, scope.counts.sent / scope.seconds),
    offered: ({ counts, seconds }) => ({ count: counts.offered, seconds }),
    blame: throughput((scope) => perSecond(scope, sending(scope))),
  },
  'delivery.rate': {
    value: (scope) => delivered(scope, scope.counts.owed, scope.counts.received / scope.seconds),
    blame: throughput((scope) => perSecond(scope, delivering(scope))),
  },
  sent: {
    value: (scope) => published(scope, scope.counts.sent),
    offered: ({ counts }) => ({ count: counts.offered, seconds: 1 }),
    blame: throughput(sending),
  },
  acknowledged: {
    value: ({ acknowledging: { offered, acknowledged } }) =>
      offered > 0 ? { value: acknowledged, n: offered } : { missing: 'no QoS 1 message was offered' },
    offered: (scope) => ({ count: scope.acknowledging.offered, seconds: 1 }),
    blame: throughput(acknowledging),
  },
  received: {
    value: (scope) => delivered(scope, scope.counts.owed, scope.counts.received),
    blame: throughput(delivering),
  },
  lost: {
    value: (scope) => {
      const lost = lostIn(scope);
      return typeof lost === 'number' ? delivered(scope, scope.faults.owed, lost) : lost;
    },
  },
  duplicated: { value: (scope) => delivered(scope, scope.faults.received, scope.faults.duplicated) },
  reordered: { value: (scope) => delivered(scope, scope.faults.received, scope.faults.reordered) },
  foreign: {
    value: (scope) => {
      if (!scope.traceable) return HEADERLESS;
      const { foreign, received } = scope.faults;
      return scope.subscribes ? { value: foreign, n: received + foreign } : UNSUBSCRIBED;
    },
  },
  retained: {
    value: ({ counts: { retained = 0 }, parts }) => {
      const subscribers = parts.filter(({ plan }) => plan.subscribe);
      if (subscribers.length === 0) return UNSUBSCRIBED;
      const n = sumOf(subscribers, ({ result }) => result.connect.succeeded);
      return n > 0 ? { value: retained, n } : { missing: 'no client subscribed' };
    },
  },
  'retained.missing': {
    value: ({ counts: { retainedMissing = 0 }, parts }) => {
      const expected = sumOf(parts, ({ plan }) => plan.clients * retainedOf(subscriptionsOf(plan)));
      return expected > 0 ? { value: retainedMissing, n: expected } : { missing: EXPECTS_NO_RETAINED };
    },
  },
  'shared.fairness': { value: (scope) => leastEven(scope, ({ fairness }) => fairness), blame: failedMembers },
  'shared.least': {
    value: (scope) => leastEven(scope, ({ least, mean }) => (100 * least) / mean),
    blame: failedMembers,
  },
  ...REQUEST_RULES,
  'broker.received': {
    value: (scope) => counted(scope, 'publishReceived', (received, offered) => (100 * received) / offered),
    blame: (scope) => {
      const light = notOffered(scope);
      return light === null ? fail() : disturbed(light);
    },
  },
  'broker.dropped': { value: (scope) => counted(scope, 'publishDropped', (dropped) => dropped) },
  drift: {
    value: (scope) => driftOf(driftSeries(scope)),
    blame: (scope, breach) => attributeDrift(evidenceOf(scope), breach, driftSeries(scope)),
  },
  ...OBSERVED_RULES,
  'target.memory_per_connection': { value: (scope) => memoryPerConnection(scope, mostConnected(scope)) },
  'target.cpu_per_message': {
    value: (scope) => {
      const publishing = scope.parts.some(({ plan }) => publicationsOf(plan).length > 0);
      const { sent, received, foreign } = scope.counts;
      return cpuMsPer('message', scope, publishing ? sent : received + foreign);
    },
  },
};

function throughput(of: ThroughputOf): NonNullable<FigureRule<Scope>['blame']> {
  return (scope, breach) => attributeThroughput(evidenceOf(scope), breach, of(scope));
}

function published(scope: Scope, value: number): Figure {
  if (!scope.parts.some(({ plan }) => publicationsOf(plan).length > 0))
    return { missing: 'nobody publishes' };
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
  if (counter === 'publishReceived' && run.plan.groups.some(({ request, respond }) => request || respond))
    return { missing: 'a broker counts replies with the requests' };
  const count = broker?.[counter] ?? null;
  if (count === null) return { missing: "the broker's own count is not known ($SYS)" };
  // mosquitto 2.0.11 leaves retained messages out of `publish/messages/received`.
  const uncounted = counter === 'publishReceived' && /^mosquitto/i.test(broker?.version ?? '');
  const offered = run.plan.groups
    .filter((group) => !(uncounted && publicationsOf(group).some(({ retain }) => retain)))
    .flatMap(({ name }) => run.series.groups[name]?.offered ?? [])
    .reduce((sum, messages) => sum + messages, 0);
  return offered > 0 ? { value: of(count, offered), n: offered } : { missing: 'nothing was offered' };
}

function delivered(scope: Scope, n: number, value: number): Figure {
  if (!scope.traceable) return HEADERLESS;
  if (!scope.subscribes) return UNSUBSCRIBED;
  if (n > 0) return { value, n };
  const { owed } = scope.faults;
  return { missing: owed > 0 ? noneCame(owed) : nothingOwed(scope) };
}

/** Of the acknowledgement, else the delivery. */
function driftSeries(scope: Scope): DriftSeries {
  const { series } = scope.run;
  const groups = scope.parts.flatMap(({ plan }) => series.groups[plan.name] ?? []);
  const firstMs = series.firstSecond * 1000;
  const acks = groups.some(({ ackP50Ms }) => within(scope, ackP50Ms, firstMs).some((ms) => ms !== null));
  return {
    window: scope.window,
    firstMs,
    series: groups.map(({ ackP50Ms, acknowledged, deliveryP50Ms, received }) =>
      acks ? { p50Ms: ackP50Ms, answered: acknowledged } : { p50Ms: deliveryP50Ms, answered: received },
    ),
  };
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
  return largest(seconds, 0);
}
