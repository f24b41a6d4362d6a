/** One result from what the agents report. Pure: agents in any order give the same result. */
import type { LatencyName } from '../../metrics/latencies.ts';
import { decodeHistogram, encodeHistogram, mergeHistograms } from '../histogram.ts';
import { HEADER_BYTES } from '../payload.ts';
import { type Cadence, cadenceOf, firstSequenceAt } from '../schedule.ts';
import { fillTemplate } from '../template.ts';
import { type Receiver, type Sender, settle, type Tally } from './ledger.ts';
import type { AgentResult, GroupAccount } from './messages.ts';
import type { GroupPlan, Plan } from './plan.ts';
import { type RecordedGroup, WINDOW_COUNTS } from './recorder.ts';
import type { Counts, GeneratorResult, GroupResult, LedgerResult, WindowResult } from './result.ts';

/** A closed loop that keeps its agent's event loop this busy is limited by it. */
const GENERATOR_BOUND_UTILIZATION = 0.9;

export interface Merged {
  readonly windows: Record<string, WindowResult>;
  readonly ledger: LedgerResult;
  readonly targetFaults: string[];
  readonly generator: GeneratorResult;
}

interface Sent {
  readonly sender: Sender;
  readonly group: number;
  /** One a window. */
  readonly offered: readonly number[];
  readonly blocked: boolean;
}

export function mergeResults(
  plan: Plan,
  agents: readonly AgentResult[],
  pacing: 'poll' | 'timer',
  runName: string,
  measureStartUs: number,
): Merged {
  const sent = plan.groups.flatMap((group, number) =>
    agents.flatMap((agent) => sendersOf(plan, group, number, agent.groups[number]!, runName, measureStartUs)),
  );
  const receivers = plan.groups.flatMap((group, number) =>
    agents.flatMap((agent) => receiversOf(group, number, agent.groups[number]!, runName, measureStartUs)),
  );
  const settlement = settle(
    sent.map(({ sender }) => sender),
    receivers,
  );
  const windows: Record<string, WindowResult> = {};
  plan.windows.forEach((window, w) => {
    const groups: Record<string, GroupResult> = {};
    plan.groups.forEach((group, number) => {
      const accounts = agents.map((agent) => agent.groups[number]!);
      groups[group.name] = {
        counts: countsOf(accounts, w, sent, number, settlement.groups.get(number)?.[w]),
        latencies: latenciesOf(accounts, w),
        connect: connectOf(accounts, measureStartUs),
      };
    });
    windows[window.name] = { fromMs: window.fromMs, toMs: window.toMs, groups };
  });
  return {
    windows,
    ledger: ledgerOf(plan, agents, sent, settlement),
    targetFaults: faultsOf(plan, agents, measureStartUs),
    generator: generatorOf(plan, agents, pacing),
  };
}

function sendersOf(
  plan: Plan,
  group: GroupPlan,
  number: number,
  account: GroupAccount,
  runName: string,
  measureStartUs: number,
): Sent[] {
  const { publish } = group;
  const own = account.publisher;
  if (!publish || !own) return [];
  const endUs = measureStartUs + (group.stopAfterMs ?? plan.measureMs) * 1000;
  // A group that never got in, or when its time was over, owed its messages from the time it was to start.
  const missed = account.originUs === 0 || account.originUs >= endUs;
  const originUs = missed ? measureStartUs + (group.startAfterMs ?? 0) * 1000 : account.originUs;
  const cadence: Cadence | null =
    publish.pace.model === 'open' ? cadenceOf(publish.pace, group.clients, originUs) : null;
  return Array.from(account.indices, (index, position) => {
    const count = own.sent[position]!;
    const firstAt = (timeUs: number): number => {
      if (cadence) return firstSequenceAt(cadence, index, Math.min(timeUs, endUs));
      return timeUs <= originUs ? 0 : count; // a closed loop is owed whole: see PlanError in plan-input
    };
    const windows = plan.windows.map(({ fromMs, toMs }, w): [number, number] => {
      if (publish.pace.model === 'closed')
        return [own.closedFrom[w]?.[position] ?? 0, own.closedTo[w]?.[position] ?? 0];
      return [firstAt(measureStartUs + fromMs * 1000), firstAt(measureStartUs + toMs * 1000)];
    });
    const values = { client: index, group: group.name, run: runName };
    return {
      group: number,
      offered: windows.map(([from, to]) => to - from),
      blocked: missed || own.blocked[position] === 1,
      sender: {
        client: group.firstClient + index,
        name: fillTemplate(group.connect.clientId, values),
        topic: fillTemplate(publish.topic, values),
        sent: publish.payloadBytes < HEADER_BYTES ? 0 : count,
        windows: windows.map(([from, to]) => [Math.min(from, count), Math.min(to, count)] as const),
        firstSequenceAt: firstAt,
      },
    };
  });
}

function receiversOf(
  group: GroupPlan,
  number: number,
  account: GroupAccount,
  runName: string,
  measureStartUs: number,
): Receiver[] {
  const own = account.subscriber;
  if (!group.subscribe || !own) return [];
  const { filter } = group.subscribe;
  return Array.from(account.indices, (index, position) => ({
    group: number,
    filter: fillTemplate(filter, { client: index, group: group.name, run: runName }),
    owedFromUs:
      own.owedFromUs[position] || measureStartUs + (group.startAfterMs ?? Number.NEGATIVE_INFINITY) * 1000,
    owedToUs:
      group.stopAfterMs === null ? Number.POSITIVE_INFINITY : measureStartUs + group.stopAfterMs * 1000,
    received: own.received[position]!,
  }));
}

function countsOf(
  accounts: readonly GroupAccount[],
  w: number,
  sent: readonly Sent[],
  number: number,
  tally: Tally | undefined,
): Counts {
  const recorded = sumCounts(accounts, w);
  let offered = 0;
  let written = 0;
  let byTarget = 0;
  for (const client of sent) {
    if (client.group !== number) continue;
    const [from, to] = client.sender.windows[w]!;
    offered += client.offered[w]!;
    written += to - from;
    if (client.blocked) byTarget += client.offered[w]! - (to - from);
  }
  return {
    offered,
    sent: written,
    acknowledged: recorded.acknowledged,
    received: recorded.received,
    reordered: recorded.reordered,
    foreign: recorded.foreign,
    owed: tally?.owed ?? 0,
    lost: tally?.lost ?? 0,
    duplicated: recorded.duplicated + (tally?.duplicated ?? 0),
    unsentByTarget: byTarget,
    unsentByGenerator: offered - written - byTarget,
  };
}

function sumCounts(accounts: readonly GroupAccount[], w: number): RecordedGroup['counts'][number] {
  const sum = { acknowledged: 0, received: 0, duplicated: 0, reordered: 0, foreign: 0, unowed: 0 };
  for (const { recorded } of accounts) {
    for (const name of WINDOW_COUNTS) sum[name] += recorded.counts[w]![name];
  }
  return sum;
}

function latenciesOf(accounts: readonly GroupAccount[], w: number): GroupResult['latencies'] {
  const encoded = new Map<LatencyName, string[]>();
  for (const { recorded } of accounts) {
    for (const [name, base64] of Object.entries(recorded.latencies[w]!)) {
      const list = encoded.get(name as LatencyName);
      if (list) list.push(base64);
      else encoded.set(name as LatencyName, [base64]);
    }
  }
  return Object.fromEntries(
    [...encoded].map(([name, list]) => [
      name,
      list.length === 1 ? list[0]! : encodeHistogram(mergeHistograms(list.map(decodeHistogram))),
    ]),
  );
}

function connectOf(accounts: readonly GroupAccount[], measureStartUs: number): GroupResult['connect'] {
  const failedBy: Record<string, number> = {};
  for (const { failures } of accounts) {
    for (const [cause, count] of failures) failedBy[cause] = (failedBy[cause] ?? 0) + count;
  }
  const attempted = sumOf(accounts, (account) => account.attempted);
  const succeeded = sumOf(accounts, (account) => account.succeeded);
  const firstUs = Math.min(...accounts.map((account) => account.firstAttemptUs || Number.POSITIVE_INFINITY));
  const lastUs = Math.max(...accounts.map((account) => account.lastConnackUs));
  return {
    attempted,
    succeeded,
    failed: attempted - succeeded,
    failedBy,
    firstAttemptMs: Number.isFinite(firstUs) ? (firstUs - measureStartUs) / 1000 : null,
    lastConnackMs: lastUs > 0 ? (lastUs - measureStartUs) / 1000 : null,
  };
}

function ledgerOf(
  plan: Plan,
  agents: readonly AgentResult[],
  sent: readonly Sent[],
  settlement: ReturnType<typeof settle>,
): LedgerResult {
  const whole = plan.windows.length;
  const accounts = agents.flatMap((agent) => agent.groups);
  const tallies = [...settlement.groups.values()].map((list) => list[whole]!);
  const recorded = sumCounts(accounts, whole);
  return {
    sent: sumOf(accounts, (account) => account.publisher?.sent.reduce((sum, count) => sum + count, 0) ?? 0),
    acknowledged: recorded.acknowledged,
    received: recorded.received,
    owed: sumOf(tallies, (tally) => tally.owed),
    lost: sumOf(tallies, (tally) => tally.lost),
    duplicated: recorded.duplicated + sumOf(tallies, (tally) => tally.duplicated),
    reordered: recorded.reordered,
    foreign: recorded.foreign,
    unowed: recorded.unowed,
    losers: sent.length === 0 ? [] : settlement.losers,
  };
}

function faultsOf(plan: Plan, agents: readonly AgentResult[], measureStartUs: number): string[] {
  const faults: string[] = [];
  plan.groups.forEach((group, number) => {
    const accounts = agents.map((agent) => agent.groups[number]!);
    const { failed, failedBy } = connectOf(accounts, measureStartUs);
    if (failed > 0)
      faults.push(
        `${group.name}: ${failed} of ${group.clients} clients could not connect (${Object.entries(failedBy)
          .map(([cause, count]) => `${cause}: ${count}`)
          .join(', ')})`,
      );
    const causes = new Map<string, { count: number; firstUs: number }>();
    for (const { cause, count, firstUs } of accounts.flatMap((account) => account.losses)) {
      const known = causes.get(cause) ?? { count: 0, firstUs };
      causes.set(cause, { count: known.count + count, firstUs: Math.min(known.firstUs, firstUs) });
    }
    for (const [cause, { count, firstUs }] of causes) {
      faults.push(
        `${group.name}: ${cause}, ${count} times, first ${((firstUs - measureStartUs) / 1e6).toFixed(1)} s after the start of the measure phase`,
      );
    }
    const open = sumOf(accounts, (account) => account.publisher?.unacknowledged ?? 0);
    if (group.publish?.qos === 1 && open > 0)
      faults.push(`${group.name}: ${open} messages without PUBACK at the end of the drain`);
  });
  return faults;
}

function generatorOf(plan: Plan, agents: readonly AgentResult[], pacing: 'poll' | 'timer'): GeneratorResult {
  const paces = new Set(plan.groups.flatMap((group) => (group.publish ? [group.publish.pace.model] : [])));
  const loop = paces.size === 2 ? 'mixed' : paces.size === 0 ? 'none' : paces.has('open') ? 'open' : 'closed';
  const publishers = plan.groups.flatMap((group) => (group.publish ? [group.publish] : []));
  const headerless =
    publishers.length > 0 && publishers.every((publish) => publish.payloadBytes < HEADER_BYTES);
  const perAgent = [...agents].sort((a, b) => a.agent - b.agent).map(({ health }) => health);
  const busiest = Math.max(0, ...perAgent.map((agent) => agent.loopUtilization));
  return {
    agents: agents.length,
    pacing,
    loop,
    perAgent,
    headerless,
    generatorBound: paces.has('closed') && busiest >= GENERATOR_BOUND_UTILIZATION,
  };
}

const sumOf = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0);
