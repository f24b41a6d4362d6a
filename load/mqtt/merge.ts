/** One result from what the agents report. Pure: agents in any order give the same result. */

import type { LatencyName } from '../../metrics/mqtt.ts';
import { sumOf } from '../../statistics/sum.ts';
import { mergedLatencies } from '../encoded-latencies.ts';
import { type AgentReport, generatorOf } from '../generator.ts';
import { byWindow } from '../windows.ts';
import { roundsOf } from './connect-rounds.ts';
import { connectOf, faultsOf, retainedMissing } from './connects.ts';
import { publicationsOf } from './group.ts';
import { type HeardByGroup, type HeardWills, heardBy, willFaultsOf } from './heard-wills.ts';
import { type Settlement, settle, type Tally } from './ledger.ts';
import type { GroupAccount, GroupsReport } from './messages.ts';
import { carriesHeader } from './payload/header.ts';
import type { GroupPlan, Plan } from './plan.ts';
import { accountsOf } from './publisher-account.ts';
import { noCounts, type RecordedGroup, WINDOW_COUNTS } from './recorder.ts';
import { requestsOf } from './request/result.ts';
import { respondResultOf } from './respond/result.ts';
import type { Counts, GeneratorResult, LedgerResult, MeasuredRun } from './result.ts';
import { returnFaultsOf, returnsOf } from './returned.ts';
import { type ReportedGroup, type ReportedRun, receiversOf, type Sent, sendersOf } from './senders.ts';
import { sharesOf } from './shares.ts';
import { waysOf } from './ways.ts';
import { willSendersOf } from './will-senders.ts';

export interface Reports extends ReportedRun {
  readonly reports: readonly (GroupsReport & AgentReport)[];
  readonly pacing: GeneratorResult['pacing'];
}

export function mergeResults(
  run: Reports,
): Pick<MeasuredRun, 'windows' | 'ledger' | 'rounds' | 'targetFaults' | 'generator'> {
  const { plan, reports } = run;
  const groups = plan.groups.map((group, number) => {
    const reported = { plan: group, number, accounts: reports.map((report) => report.groups[number]!) };
    const rounds = roundsOf(run, reported);
    return {
      ...reported,
      rounds,
      sent: sendersOf(run, reported),
      connect: connectOf(run, reported, rounds),
      returns: returnsOf(run, reported),
      respond: respondResultOf(reported.accounts.map(({ responder }) => responder)),
    };
  });
  const senders = groups.flatMap(({ sent }) => sent.map(({ sender }) => sender));
  const receivers = groups.flatMap((group) =>
    receiversOf(run, group, groups.find(({ plan }) => plan.name === group.plan.takesUp) ?? null),
  );
  const wills = groups.map((group) => willSendersOf(run, group));
  const willsByNumber = new Map(wills.flat().map((will) => [will.sender.client, will]));
  const heard = groups.map((group) => heardBy(run, group, willsByNumber));
  const settlement = settle([...senders, ...wills.flat().map(({ sender }) => sender)], receivers);
  const shares = sharesOf(senders, receivers);
  return {
    windows: byWindow(plan.windows, (w) => ({
      groups: Object.fromEntries(
        groups.map(({ plan, number, accounts, sent, connect, returns, respond }) => {
          const share = shares.get(number)?.[w];
          const requests = requestsOf(
            accounts.map((account) => account.requests),
            w,
            writtenOf(sent, w).sent,
          );
          return [
            plan.name,
            {
              counts: countsOf(
                plan,
                accounts,
                sent,
                w,
                settlement.groups.get(number)?.[w],
                heard[number]!.counts[w]!,
              ),
              latencies: mergedLatencies<LatencyName>([
                ...accounts.map(({ recorded }) => recorded.latencies[w]!),
                ...accounts.map(({ requests }) => requests?.latencies[w] ?? {}),
                heard[number]!.latencies[w]!,
              ]),
              connect,
              ...(returns && { returns }),
              ...(share && { share }),
              ...(respond && { respond }),
              ...(requests && { requests }),
            },
          ];
        }),
      ),
    })),
    ledger: ledgerOf(plan, groups, settlement, heard),
    rounds: Object.fromEntries(groups.map(({ plan, rounds }) => [plan.name, rounds])),
    targetFaults: groups.flatMap((group, number) => [
      ...faultsOf(run, group),
      ...returnFaultsOf(group),
      ...willFaultsOf(group, wills[number]!, groups),
    ]),
    generator: generatorResult(run),
  };
}

/** Of one group in one window. */
function countsOf(
  plan: GroupPlan,
  accounts: readonly GroupAccount[],
  sent: readonly Sent[],
  w: number,
  tally: Tally | undefined,
  wills: HeardWills,
): Counts {
  const { unowed: _, ...recorded } = sumCounts(accounts, w);
  // Of several publications some may have an acknowledgement, and others none.
  const mixed = new Set(publicationsOf(plan).map(({ qos }) => qos > 0)).size > 1;
  return {
    ...recorded,
    ...writtenOf(sent, w),
    ...(mixed && {
      withAcknowledgement: writtenOf(
        sent.filter(({ qos }) => qos > 0),
        w,
      ),
    }),
    owed: tally?.owed ?? 0,
    lost: tally?.lost ?? 0,
    ...(plan.readPerSecond !== undefined && { unread: tally?.unread ?? 0 }),
    retainedMissing: retainedMissing(plan, accounts),
    received: recorded.received + wills.received,
    duplicated: recorded.duplicated + (tally?.duplicated ?? 0) + wills.duplicated,
  };
}

function writtenOf(
  sent: readonly Sent[],
  w: number,
): Pick<Counts, 'offered' | 'sent' | 'unsentByTarget' | 'unsentByGenerator'> {
  let offered = 0;
  let written = 0;
  let byTarget = 0;
  for (const client of sent) {
    const [from, to] = client.sender.windows[w]!;
    offered += client.offered[w]!;
    written += to - from;
    if (client.blocked) byTarget += client.offered[w]! - (to - from);
  }
  return {
    offered,
    sent: written,
    unsentByTarget: byTarget,
    unsentByGenerator: offered - written - byTarget,
  };
}

function sumCounts(accounts: readonly GroupAccount[], w: number): RecordedGroup['counts'][number] {
  const sum = noCounts();
  for (const { recorded } of accounts) {
    for (const name of WINDOW_COUNTS) sum[name] += recorded.counts[w]![name];
  }
  return sum;
}

function ledgerOf(
  plan: Plan,
  groups: readonly ReportedGroup[],
  settlement: Settlement,
  heard: readonly HeardByGroup[],
): LedgerResult {
  const whole = plan.windows.length;
  const accounts = groups.flatMap((group) => group.accounts);
  const tallies = [...settlement.groups.values()].map((list) => list.at(-1)!);
  const recorded = sumCounts(accounts, whole);
  const wills = heard.map(({ counts }) => counts.at(-1)!);
  return {
    ...recorded,
    received: recorded.received + sumOf(wills, ({ received }) => received),
    unowed: recorded.unowed + sumOf(heard, ({ unowed }) => unowed),
    sent: sumOf(
      accounts.flatMap(({ publisher }) => accountsOf(publisher)),
      ({ sent }) => sent.reduce((sum, count) => sum + count, 0),
    ),
    owed: sumOf(tallies, ({ owed }) => owed),
    lost: sumOf(tallies, ({ lost }) => lost),
    ...(plan.groups.some(({ readPerSecond }) => readPerSecond !== undefined) && {
      unread: sumOf(tallies, ({ unread }) => unread),
    }),
    duplicated: recorded.duplicated + sumOf([...tallies, ...wills], ({ duplicated }) => duplicated),
    ...waysOf(accounts),
    losers: settlement.losers,
  };
}

function generatorResult({ plan, reports, pacing }: Reports): GeneratorResult {
  const publishers = plan.groups.flatMap(publicationsOf);
  const models = new Set(publishers.map(({ pace }) => pace.model));
  const [only] = models;
  return {
    ...generatorOf(reports, { pacing, unpaced: models.has('closed') }),
    loop: models.size === 2 ? 'mixed' : (only ?? 'none'),
    headerless: publishers.length > 0 && !publishers.some(carriesHeader),
  };
}
