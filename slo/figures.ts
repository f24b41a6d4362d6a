/** How each metric that is not a latency follows from a run and its observation. */
import type { ProcessSeries } from '../observe/observation.ts';
import type { FigureName } from './metrics.ts';
import type { Missing, Scope } from './scope.ts';

type Figure = { readonly value: number; readonly n: number } | Missing;

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
  drift,
  'target.cpu': (scope) => overTarget(scope, (series) => series.cpuPercent, mean),
  'target.memory': (scope) => overTarget(scope, (series) => series.residentBytes, max),
  'target.memory_per_connection': (scope) => {
    const connected = mostConnected(scope);
    if (connected === 0) return { missing: 'no client was connected in the window' };
    return overTarget(
      scope,
      (series) => series.residentBytes.map((bytes) => bytes - series.idleResidentBytes),
      (values) => max(values) / connected,
    );
  },
  'system.cpu.idle.min': (scope) => {
    const system = scope.observation?.system;
    if (!system) return unobserved(scope, 'the machine');
    return overSeconds(within(scope, system.cpuIdlePercent, system.fromMs), 'the machine', min);
  },
  'generator.cpu': (scope) => busiest(scope.run.generator.perAgent.map(({ cpuPercent }) => cpuPercent)),
  'generator.loop.utilization': (scope) =>
    busiest(scope.run.generator.perAgent.map(({ loopUtilization }) => 100 * loopUtilization)),
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

function delivered(scope: Scope, n: number, value: number): Figure {
  if (!scope.traceable) return HEADERLESS;
  if (!scope.subscribes) return UNSUBSCRIBED;
  if (n > 0) return { value, n };
  const { owed } = scope.faults;
  return { missing: owed > 0 ? `${owed} deliveries owed, none came` : 'no delivery was owed' };
}

/**
 * Per-second medians of the response time (acknowledgement, else delivery), weighted by the answers
 * of the second, in the last third of the window over those in the first.
 */
function drift(scope: Scope): Figure {
  const { series } = scope.run;
  const firstMs = series.firstSecond * 1000;
  const groups = scope.parts.flatMap(({ plan }) => series.groups[plan.name] ?? []);
  const acks = groups.some(({ ackP50Ms }) => within(scope, ackP50Ms, firstMs).some((ms) => ms !== null));
  const third = (scope.window.toMs - scope.window.fromMs) / 3;
  const response = (fromMs: number, toMs: number): { weight: number; mean: number } => {
    let weight = 0;
    let sum = 0;
    for (const group of groups) {
      const answered = acks ? group.acknowledged : group.received;
      (acks ? group.ackP50Ms : group.deliveryP50Ms).forEach((ms, second) => {
        const middleMs = firstMs + second * 1000 + 500;
        if (ms === null || middleMs < fromMs || middleMs >= toMs) return;
        weight += answered[second] ?? 0;
        sum += ms * (answered[second] ?? 0);
      });
    }
    return { weight, mean: sum / weight };
  };
  const start = response(scope.window.fromMs, scope.window.fromMs + third);
  const end = response(scope.window.toMs - third, scope.window.toMs);
  if (start.weight === 0) return { missing: 'no answer in the first third of the window' };
  if (end.weight === 0) return { missing: 'no answer in the last third of the window' };
  if (start.mean === 0) return { missing: 'the response time of the first third is below 1 us' };
  return { value: end.mean / start.mean, n: start.weight + end.weight };
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

function overTarget(
  scope: Scope,
  values: (series: ProcessSeries) => readonly number[],
  reduce: (values: readonly number[]) => number,
): Figure {
  const target = scope.observation?.target;
  if (!target) return unobserved(scope, 'the target');
  return overSeconds(within(scope, values(target), target.fromMs), 'the target', reduce);
}

function overSeconds(
  values: readonly number[],
  what: string,
  reduce: (values: readonly number[]) => number,
): Figure {
  return values.length > 0
    ? { value: reduce(values), n: values.length }
    : { missing: `${what} was not observed in the window` };
}

function unobserved(scope: Scope, what: string): Missing {
  const notes = scope.observation?.missing ?? [];
  return { missing: `${what} was not observed${notes.length > 0 ? `: ${notes.join(' ')}` : ''}` };
}

function busiest(values: readonly number[]): Figure {
  return values.length > 0 ? { value: max(values), n: values.length } : { missing: 'no agent reported' };
}

/** The seconds whose middle lies in the window. */
function within<T>(scope: Scope, values: readonly T[], fromMs: number): T[] {
  const { window } = scope;
  return values.filter((_, second) => {
    const middleMs = fromMs + second * 1000 + 500;
    return middleMs >= window.fromMs && middleMs < window.toMs;
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const max = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
const min = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
