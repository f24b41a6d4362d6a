/** What the judge asks of a run of groups of MQTT clients. */
import { causesInWords } from '../../load/cause-counts.ts';
import type { ConnectPart } from '../../load/mqtt/rounds.ts';
import { failedByTarget } from '../../load/socket/causes.ts';
import type { LatencyDefinition } from '../../metrics/metrics.ts';
import { sumOf } from '../../statistics/sum.ts';
import type { Evidence } from '../evidence.ts';
import type { LatencyEvidence } from '../latency.ts';
import { lastingIn } from '../samples.ts';
import { causesOf, failedLocally, localFaultText, refused, setUpOf } from './connecting.ts';
import { fanOut, isClosedLoop, notOffered, targetFault } from './load-kept.ts';
import { unansweredRequests } from './request-states.ts';
import { notBack, notKept } from './returning.ts';
import type { Scope } from './scope.ts';
import { owesWills } from './wills.ts';

export function evidenceOf(scope: Scope): Evidence {
  const { generator } = scope.run;
  const closed = isClosedLoop(scope);
  return {
    observation: scope.observation,
    window: scope.window,
    agents: generator.perAgent,
    fillsLoop: closed,
    generatorBound:
      closed && generator.generatorBound
        ? 'generator-bound: the closed loop kept a CPU core of the generator busy, so this is the highest rate of the generator, not of the broker'
        : null,
    targetFault: targetFault(scope),
    notOffered: notOffered(scope),
    lighter: 'lower the load',
  };
}

/** Requests behind a latency that should have had an answer and never got one, by the target's doing. */
export function unanswered(scope: Scope, event: LatencyDefinition<'mqtt'>['event']): number {
  switch (event) {
    case 'acknowledgement': {
      const { sent, acknowledged, unsentByTarget } = scope.acknowledging;
      return Math.max(0, sent - acknowledged) + unsentByTarget;
    }
    case 'delivery':
      if (!scope.traceable || !scope.subscribes) return 0;
      return scope.counts.lost + Math.round(fanOut(scope) * scope.load.counts.unsentByTarget);
    case 'request':
      return unansweredRequests(scope);
    case 'will':
      return owesWills(scope) ? scope.counts.lost : 0;
    case 'connect':
      return refused(scope);
    case 'subscribe':
      return scope.subscribes ? refused(scope) : 0;
    case 'return':
    case 'handshake':
      return notBack(scope);
    case 'resumption':
      return notBack(scope) + notKept(scope);
    default:
      return 0;
  }
}

const SAMPLES: Readonly<Record<NonNullable<LatencyDefinition<'mqtt'>['event']>, string>> = {
  connect: 'connections',
  subscribe: 'subscriptions',
  publish: 'messages',
  acknowledgement: 'messages',
  delivery: 'deliveries',
  return: 'returns',
  handshake: 'TLS handshakes',
  resumption: 'returns',
  drained: 'returns',
  will: 'wills',
  request: 'requests',
  reply: 'replies',
  answer: 'answers',
};

export const samplesOf = ({ event }: LatencyDefinition<'mqtt'>): string =>
  event === null ? 'samples' : SAMPLES[event];

export function latencyEvidence(scope: Scope, metric: LatencyDefinition<'mqtt'>): LatencyEvidence {
  const { event, family, service, setup } = metric;
  // Whoever publishes may be another group.
  const senders = event === 'delivery' ? scope.load : scope;
  const local = setup ? failedLocally(scope) : 0;
  return {
    ...evidenceOf(scope),
    seconds: scope.seconds,
    response: scope.histogram(family),
    service: service === null ? null : scope.histogram(service),
    lag: service === null ? null : senders.histogram('schedule.lag'),
    unanswered: unanswered(scope, event),
    atTimeout: sumOf(scope.parts, ({ result: { connect } }) =>
      event === 'connect' ? (connect.atTimeout?.[family as ConnectPart] ?? 0) : 0,
    ),
    unansweredText: {
      verb: 'were never answered',
      causes: event === 'connect' ? causesInWords(failedByTarget(causesOf(scope))) : '',
    },
    failedLocally: local,
    localFaults: setup ? localFaultText(scope) : null,
    samples: samplesOf(metric),
    lasting: setup ? null : lastingIn(scope),
    setUp: setup ? setUpOf(scope) : null,
    waiting: 'clients waited for the target before they could send',
  };
}
