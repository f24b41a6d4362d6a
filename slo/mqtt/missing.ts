/** Why a run of groups of MQTT clients has no value for a metric, and whose doing that is. */

import { publicationsOf, retainedOf, subscriptionsOf } from '../../load/mqtt/group.ts';
import type { PublishPlan } from '../../load/mqtt/plan.ts';
import { isWebSocketUrl } from '../../load/socket/target-url.ts';
import type { LatencyDefinition, MetricDefinition } from '../../metrics/metrics.ts';
import { count } from '../../text/quantity.ts';
import { HUNG_TARGET } from '../limits.ts';
import type { WhyMissing } from '../missing.ts';
import { localFaultText, refused } from './connecting.ts';
import { unanswered } from './evidence.ts';
import { hung } from './hung.ts';
import { targetFault } from './load-kept.ts';
import { noSessionGiven, whyNoOffer } from './resuming.ts';
import { resumes, someComeBack, whyNoResumption, whyNoReturn } from './returning.ts';
import { isShared, type Scope } from './scope.ts';
import { owesWills, whyNoWill } from './wills.ts';

export function whyNoLatency(scope: Scope, metric: LatencyDefinition<'mqtt'>): string {
  const publishing = scope.parts.flatMap(({ plan }) => publicationsOf(plan));
  switch (metric.event) {
    case 'connect':
      return layerAbsent(scope, metric) ?? 'no client connected';
    case 'subscribe':
      if (!scope.subscribes) return 'nobody subscribes';
      return metric.family === 'subscribe.retained' ? noRetained(scope) : 'no SUBACK came';
    case 'delivery':
      if (!scope.traceable) return 'a payload below 16 B carries no header: deliveries cannot be timed';
      if (!scope.subscribes) return 'nobody subscribes';
      if (isUntimed(scope, metric)) return 'a payload below 20 B does not carry its write time';
      return scope.counts.owed > 0 ? noneCame(scope.counts.owed) : nothingOwed(scope);
    case 'acknowledgement':
      if (publishing.length === 0) return 'nobody publishes';
      if (publishing.every(({ qos }) => qos === 0)) return 'QoS 0 messages are not acknowledged';
      if (isPubrec(metric) && !publishesQos2(scope)) return 'only QoS 2 messages have a PUBREC';
      return `${scope.acknowledging.sent} ${qosOf(publishing)} messages sent, none acknowledged`;
    case 'return':
      return whyNoReturn(scope);
    case 'resumption':
      return whyNoResumption(scope);
    case 'drained':
      if (!scope.subscribes) return 'nobody subscribes';
      return resumes(scope) ? 'no message came that a session had kept' : whyNoResumption(scope);
    case 'will':
      return whyNoWill(scope);
    default:
      return publishing.length === 0 ? 'nobody publishes' : 'nothing was sent on a schedule';
  }
}

const noRetained = ({ parts }: Scope): string =>
  parts.some(({ plan }) => retainedOf(subscriptionsOf(plan)) > 0)
    ? 'no client got all the retained messages that the plan expects'
    : EXPECTS_NO_RETAINED;

export const EXPECTS_NO_RETAINED =
  'the plan expects no retained messages (subscribe: { filter, retained: 1000 })';

/** 'QoS 1', 'QoS 1 and QoS 2'. */
const qosOf = (publishing: readonly PublishPlan[]): string =>
  [...new Set(publishing.map(({ qos }) => qos))]
    .filter((qos) => qos > 0)
    .toSorted()
    .map((qos) => `QoS ${qos}`)
    .join(' and ');

export const noneCame = (owed: number): string => `${owed} deliveries were expected, none arrived`;

export function nothingOwed(scope: Scope): string {
  if (scope.load.parts.some(({ plan }) => plan.publish)) return 'no delivery was expected';
  if (scope.load.parts.some(({ plan }) => plan.connect.will)) return whyNoWill(scope);
  return 'no group publishes; messages from others are counted as foreign';
}

export function whyMissing(scope: Scope, metric: MetricDefinition<'mqtt'>): WhyMissing {
  const { setup } = metric;
  return {
    unattainable: isUnattainable(scope, metric),
    byTarget: targetsDoing(scope, metric),
    byGenerator: setup ? localFaultText(scope) : null,
  };
}

function targetsDoing(scope: Scope, { event, setup }: MetricDefinition<'mqtt'>): string | null {
  if (event === 'handshake') {
    const none = noSessionGiven(scope);
    if (none !== null) return none;
  }
  const silent = setup ? 0 : silentFor(scope, event);
  if (silent > 0) return `the target left ${count(silent)} without an answer`;
  const clients = refused(setup ? scope : scope.load);
  if (clients > 0) return `the target refused ${count(clients)} clients`;
  if (setup) return null;
  return hung(scope) ?? (scope.load.counts.offered === 0 ? null : targetFault(scope));
}

/** Requests behind a metric that the target never answered. */
function silentFor(scope: Scope, event: MetricDefinition<'mqtt'>['event']): number {
  if (event !== 'answer') return unanswered(scope, event);
  const silent = unanswered(scope, 'acknowledgement') + unanswered(scope, 'delivery');
  return silent > HUNG_TARGET * (scope.counts.offered + scope.counts.owed) ? silent : 0;
}

/** The plan itself holds nothing that could be measured: no target can be blamed. */
function isUnattainable(scope: Scope, metric: MetricDefinition<'mqtt'>): boolean {
  const publishing = scope.parts.flatMap(({ plan }) => publicationsOf(plan));
  switch (metric.event) {
    case 'subscribe':
      return !scope.subscribes;
    case 'delivery':
      return !scope.subscribes || !scope.traceable || isUntimed(scope, metric) || isUnshared(scope, metric);
    case 'connect':
      return layerAbsent(scope, metric) !== null;
    case 'acknowledgement':
      return isPubrec(metric) ? !publishesQos2(scope) : !publishing.some(({ qos }) => qos > 0);
    case 'publish':
      return publishing.length === 0;
    case 'return':
      return !someComeBack(scope);
    case 'handshake':
      return whyNoOffer(scope) !== null;
    case 'resumption':
      return !resumes(scope);
    case 'drained':
      return !scope.subscribes || !resumes(scope);
    case 'will':
      return !owesWills(scope);
    case 'request':
    case 'reply':
      return !scope.parts.some(({ plan }) => plan.request);
    default:
      return false;
  }
}

/** Clients have no such part of a connection; null = they have. */
function layerAbsent(scope: Scope, { name }: MetricDefinition<'mqtt'>): string | null {
  if (name.startsWith('connect.tls') && !scope.parts.some(({ plan }) => plan.connect.tls))
    return 'no client connects by TLS';
  if (name.startsWith('connect.ws') && !isWebSocketUrl(scope.run.plan.target.url))
    return 'no client connects by WebSocket';
  return null;
}

const isUnshared = ({ parts }: Scope, { name }: MetricDefinition<'mqtt'>): boolean =>
  name.startsWith('shared.') && !parts.some(isShared);

const isPubrec = (metric: MetricDefinition<'mqtt'>): boolean =>
  metric.kind === 'latency' && metric.family === 'publish.pubrec';
const publishesQos2 = ({ parts }: Scope): boolean =>
  parts.some(({ plan }) => publicationsOf(plan).some(({ qos }) => qos === 2));

/** Deliveries came, and only their payloads tell when they were written. */
const isUntimed = (scope: Scope, metric: MetricDefinition<'mqtt'>): boolean =>
  metric.kind === 'latency' && metric.family === 'delivery.service' && scope.counts.received > 0;
