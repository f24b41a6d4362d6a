/**
 * Whose doing is it? Every figure is attributed before it is judged: a breach by the target is a
 * `fail`, one by the generator is `invalid`, and so is a figure that proves nothing. Pure.
 */
import type { FigureName, MetricDefinition } from '../../metrics/metrics.ts';
import { type Attribution, disturbed, fail, invalid, PASS } from '../attribution.ts';
import { type Bound, holds } from '../bound.ts';
import { HUNG_TARGET } from '../limits.ts';
import {
  count,
  failedLocally,
  fanOut,
  isClosedLoop,
  loadNotOffered,
  loopIsHealthy,
  refused,
  stallsWithin,
  targetFault,
  unanswered,
} from './evidence.ts';
import { connectingAtFirst } from './figures.ts';
import { attributeLatency } from './latency-validity.ts';
import type { Measured } from './measure.ts';
import type { Missing, Scope } from './scope.ts';

const DELIVERY = /^(delivery|received|lost|duplicated|reordered|foreign)/;

/** The verdict on one measured metric against its bound; `limit` in the metric's unit. */
export function attribute(
  scope: Scope,
  metric: MetricDefinition,
  bound: Bound,
  limit: number,
  measured: Measured,
): Attribution {
  if ('missing' in measured) return attributeMissing(scope, metric, measured);
  if (metric.kind === 'latency') return attributeLatency(scope, metric, bound, limit, measured);
  const met = holds(bound.operator, measured.value, limit);
  const { name } = metric;
  if (name.startsWith('generator.'))
    return met ? PASS : disturbed('the generator was too busy; add agents or lower the load');
  if (name === 'connect.rate') return met ? PASS : slowConnecting(scope, bound, limit);
  if (name === 'connect.failed') return met ? PASS : failedConnecting(scope);
  if (name === 'publish.offered') {
    return met ? PASS : invalid('this is what the plan offers; change the plan or the bound');
  }
  const light = loadNotOffered(scope);
  if (met) return light === null ? PASS : disturbed(light);
  const throughput = throughputOf(scope, name);
  if (throughput) return lowThroughput(scope, bound, limit, throughput);
  if (name === 'broker.received' && light !== null) return disturbed(light);
  return name === 'drift' ? attributeDrift(scope, light) : fail();
}

/** No figure is a fail when the target is why there is none, else invalid. */
function attributeMissing(scope: Scope, metric: MetricDefinition, { missing }: Missing): Attribution {
  const { name } = metric;
  if (/^(broker|generator|system|target)\./.test(name) || unattainable(scope, metric))
    return invalid(missing);
  const silent = silentFor(scope, metric);
  if (silent > 0) return fail(`${missing}: the target left ${count(silent)} without an answer`);
  const setup = /^(connect|subscribe)/.test(name);
  const clients = refused(setup ? scope : scope.load);
  if (clients > 0) return fail(`${missing}: the target refused ${count(clients)} clients`);
  const fault = setup || scope.load.counts.offered === 0 ? null : targetFault(scope);
  return fault === null ? invalid(missing) : fail(`${missing}: ${fault}`);
}

/** Requests behind a metric that the target never answered. */
function silentFor(scope: Scope, metric: MetricDefinition): number {
  if (metric.kind === 'latency') return unanswered(scope, metric.family);
  if (metric.name === 'drift') {
    const silent = unanswered(scope, 'publish.ack') + unanswered(scope, 'delivery');
    return silent > HUNG_TARGET * (scope.counts.offered + scope.counts.owed) ? silent : 0;
  }
  if (DELIVERY.test(metric.name)) return unanswered(scope, 'delivery');
  return 0;
}

/** The plan itself holds nothing that could be measured: no target can be blamed. */
function unattainable(scope: Scope, metric: MetricDefinition): boolean {
  const publishing = scope.parts.flatMap(({ plan }) => plan.publish ?? []);
  if (metric.name.startsWith('subscribe')) return !scope.subscribes;
  if (DELIVERY.test(metric.name)) {
    const untimed = metric.name.startsWith('delivery.service') && scope.counts.received > 0;
    return !scope.subscribes || !scope.traceable || untimed;
  }
  if (/^(publish\.ack|acknowledged)/.test(metric.name)) return !publishing.some(({ qos }) => qos > 0);
  return /^(publish|sent|schedule)/.test(metric.name) && publishing.length === 0;
}

interface Throughput {
  /** Had everything offered been sent and answered; null in a closed loop, which has no offered rate. */
  readonly planned: number | null;
  /** Had the generator sent what it left unsent. */
  readonly atBest: number;
}

function throughputOf(scope: Scope, name: FigureName): Throughput | null {
  const { offered, sent, received, owed, unsentByGenerator } = scope.counts;
  const open = <T>(planned: T): T | null => (isClosedLoop(scope) ? null : planned);
  const perSecond = ({ planned, atBest }: Throughput): Throughput => ({
    planned: planned === null ? null : planned / scope.seconds,
    atBest: atBest / scope.seconds,
  });
  const sending = { planned: open(offered), atBest: sent + unsentByGenerator };
  const load = scope.load.counts;
  const delivering = {
    planned: open(owed + fanOut(scope) * (load.unsentByGenerator + load.unsentByTarget)),
    atBest: received + fanOut(scope) * load.unsentByGenerator,
  };
  switch (name) {
    case 'publish.rate':
      return perSecond(sending);
    case 'sent':
      return sending;
    case 'acknowledged': {
      const { acknowledging } = scope;
      return {
        planned: open(acknowledging.offered),
        atBest: acknowledging.acknowledged + acknowledging.unsentByGenerator,
      };
    }
    case 'delivery.rate':
      return perSecond(delivering);
    case 'received':
      return delivering;
    default:
      return null;
  }
}

function lowThroughput(
  scope: Scope,
  { operator }: Bound,
  limit: number,
  { planned, atBest }: Throughput,
): Attribution {
  if (operator.startsWith('<')) return fail();
  if (planned !== null && !holds(operator, planned, limit)) {
    return invalid('the plan does not offer as much; raise the load or lower the bound');
  }
  if (holds(operator, atBest, limit)) {
    return disturbed(
      loadNotOffered(scope) ?? 'the generator left the rest unsent; lower the rate or add agents',
    );
  }
  if (planned === null && scope.run.generator.generatorBound) {
    return fail("generator-bound: the closed loop filled the generator's core; this rate is the generator's");
  }
  return fail(targetFault(scope) ?? '');
}

function attributeDrift(scope: Scope, light: string | null): Attribution {
  if (light !== null) return disturbed(light);
  const fault = targetFault(scope);
  if (fault !== null) return fail(fault);
  const { longestMs } = stallsWithin(scope, scope.window.fromMs, scope.window.toMs);
  if (longestMs > 0) return disturbed(`the generator stalled for ${count(longestMs)} ms in the window`);
  return loopIsHealthy(scope) || isClosedLoop(scope)
    ? fail()
    : disturbed("the generator's event loop was full");
}

function slowConnecting(scope: Scope, { operator }: Bound, limit: number): Attribution {
  if (operator.startsWith('<')) return fail();
  const { succeeded, elapsedMs } = connectingAtFirst(scope);
  // Groups connect one after another, each at its own ramp.
  const clients = scope.parts.reduce((sum, { plan }) => sum + plan.clients, 0);
  const rampSeconds = scope.parts.reduce(
    (sum, { plan }) => sum + (plan.rampPerSecond === null ? 0 : plan.clients / plan.rampPerSecond),
    0,
  );
  const ramped = scope.parts.every(({ plan }) => plan.rampPerSecond !== null);
  const ramp = ramped ? clients / rampSeconds : null;
  if (ramp !== null && !holds(operator, ramp, limit)) {
    return invalid(`the plan connects ${count(ramp)} clients a second; raise the ramp or lower the bound`);
  }
  if (failedLocally(scope) > 0) return failedConnecting(scope);
  const { totalMs } = stallsWithin(scope, Number.NEGATIVE_INFINITY, 0);
  const atBest = (1000 * succeeded) / Math.max(1, elapsedMs - totalMs);
  if (totalMs > 0 && succeeded > 0 && holds(operator, atBest, limit)) {
    return disturbed(`the generator stalled for ${count(totalMs)} ms while it connected`);
  }
  return fail();
}

function failedConnecting(scope: Scope): Attribution {
  const local = failedLocally(scope);
  return refused(scope) > 0 || local === 0
    ? fail()
    : invalid(`${count(local)} clients failed for want of files, ports or memory on the generator's machine`);
}
