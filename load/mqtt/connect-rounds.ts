/** The rounds in which the clients of a group connected, over all agents. */
import { largest } from '../../statistics/extremes.ts';
import { sumOf } from '../../statistics/sum.ts';
import { sumOfCauses, totalOf } from '../cause-counts.ts';
import { mergedLatencies } from '../encoded-latencies.ts';
import type { GroupResult, RoundResult } from './result.ts';
import { CONNECT_PARTS, type ConnectPart, type RoundAccount } from './rounds.ts';
import type { ReportedGroup, ReportedRun } from './senders.ts';

export function roundsOf(
  { measureStartUs }: Pick<ReportedRun, 'measureStartUs'>,
  { accounts }: Pick<ReportedGroup, 'accounts'>,
): RoundResult[] {
  const rounds = largest(
    accounts.map((account) => account.rounds.length),
    0,
  );
  return Array.from({ length: rounds }, (_, number) => {
    const parts = accounts.flatMap((account) => account.rounds[number] ?? []);
    const dueUs = Math.min(...parts.map((part) => part.dueUs));
    const failedBy = sumOfCauses(parts.map(({ failures }) => failures));
    const due = bySecond(parts, 'due');
    return {
      fromMs: (dueUs - measureStartUs) / 1000,
      tookMs: Math.max(0, ...parts.map((part) => part.lastUs - part.dueUs)) / 1000,
      attempted: sumOf(due, (count) => count),
      failed: totalOf(failedBy),
      failedBy,
      latencies: mergedLatencies<ConnectPart>(parts.map(({ latencies }) => latencies)),
      due,
      connected: bySecond(parts, 'connected'),
      failures: bySecond(parts, 'failed'),
    };
  });
}

/** What the account of connecting has of them. */
export function inRounds(
  accounts: ReportedGroup['accounts'],
  [, ...returns]: readonly RoundResult[],
): Pick<GroupResult['connect'], 'again' | 'atTimeout' | 'synRetries'> {
  const timedOut = accounts.flatMap((account) => account.rounds.map(({ atTimeout }) => atTimeout));
  const atTimeout = Object.fromEntries(
    CONNECT_PARTS.map((part) => [part, sumOf(timedOut, (counts) => counts[part] ?? 0)] as const).filter(
      ([, count]) => count > 0,
    ),
  );
  const synRetries = sumOfCauses(accounts.map((account) => account.synRetries));
  return {
    ...(Object.keys(synRetries).length > 0 && { synRetries }),
    ...(returns.length > 0 && {
      again: {
        attempted: sumOf(returns, ({ attempted }) => attempted),
        failed: sumOf(returns, ({ failed }) => failed),
        failedBy: sumOfCauses(returns.map(({ failedBy }) => failedBy)),
        tookMs: sumOf(returns, ({ tookMs }) => tookMs),
      },
    }),
    ...(Object.keys(atTimeout).length > 0 && { atTimeout }),
  };
}

/** Agents begin a round at the same second, give or take the time that starting them took. */
function bySecond(rounds: readonly RoundAccount[], name: 'due' | 'connected' | 'failed'): number[] {
  const seconds = largest(
    rounds.map((round) => round[name].length),
    0,
  );
  return Array.from({ length: seconds }, (_, second) => sumOf(rounds, (round) => round[name][second] ?? 0));
}
