/** One result from what the agents of a hold report. Pure: agents in any order give the same result. */
import { sumOf } from '../../statistics/sum.ts';
import { plural } from '../../text/format.ts';
import { causesInWords, sumOfCauses, totalOf } from '../cause-counts.ts';
import { mergedLatencies, mergedLatency } from '../encoded-latencies.ts';
import { type AgentReport, generatorOf } from '../generator.ts';
import { failedByTarget, timeOut } from '../socket/causes.ts';
import { byWindow } from '../windows.ts';
import type { UsersReport } from './messages.ts';
import type { HttpPlan } from './plan.ts';
import type { HttpGeneratorResult, LoginResult, MeasuredHttpRun, TaskResult } from './result.ts';

const UNFINISHED = timeOut('answer by the end of the drain');

export interface UsersReports {
  readonly plan: HttpPlan;
  readonly reports: readonly (UsersReport & AgentReport)[];
  readonly pacing: HttpGeneratorResult['pacing'];
}

export function mergeUsers(
  run: UsersReports,
): Pick<MeasuredHttpRun, 'windows' | 'login' | 'targetFaults' | 'generator'> {
  const { plan, reports } = run;
  const login = loginOf(reports);
  return {
    windows: byWindow(plan.windows, (w) => ({
      tasks: Object.fromEntries(plan.tasks.map(({ name }, t) => [name, taskOf(reports, w, t)])),
    })),
    login,
    targetFaults: faultsOf(login, plan.login === null ? 'connect' : 'log in'),
    generator: generatorResult(run),
  };
}

function faultsOf({ failedBy }: LoginResult, what: 'connect' | 'log in'): string[] {
  const refusedBy = failedByTarget(failedBy);
  const refused = totalOf(refusedBy);
  return refused > 0 ? [`${plural(refused, 'user')} could not ${what} (${causesInWords(refusedBy)})`] : [];
}

function taskOf(reports: readonly UsersReport[], w: number, t: number): TaskResult {
  const recorded = reports.map((report) => report.windows[w]![t]!);
  const unfinished = sumOf(reports, (report) => report.unfinished[w]![t]!);
  const failedBy = sumOfCauses([
    ...recorded.map((task) => task.failedBy),
    ...(unfinished > 0 ? [{ [UNFINISHED]: unfinished }] : []),
  ]);
  return {
    begun: sumOf(recorded, ({ begun }) => begun),
    succeeded: sumOf(recorded, ({ succeeded }) => succeeded),
    failed: totalOf(failedBy),
    failedBy,
    latencies: mergedLatencies(recorded.map(({ latencies }) => latencies)),
  };
}

function loginOf(reports: readonly UsersReport[]): LoginResult {
  const logins = reports.map(({ login }) => login);
  const failedBy = sumOfCauses(logins.map((login) => login.failedBy));
  return {
    attempted: sumOf(logins, ({ attempted }) => attempted),
    succeeded: sumOf(logins, ({ succeeded }) => succeeded),
    failed: totalOf(failedBy),
    failedBy,
    turnedAwayBy: sumOfCauses(logins.map((login) => login.turnedAwayBy)),
    latency: mergedLatency(logins.map(({ latency }) => latency)),
    service: mergedLatency(logins.map(({ service }) => service)),
  };
}

function generatorResult({ plan: { pace }, reports, pacing }: UsersReports): HttpGeneratorResult {
  const offered = sumOf(reports, ({ open }) => open.offered);
  const begun = sumOf(reports, ({ open }) => open.begun);
  const blocked = sumOf(reports, ({ open }) => open.blocked);
  return {
    ...generatorOf(reports, { pacing, unpaced: pace.model === 'closed' && pace.waitMs[1] === 0 }),
    loop: pace.model,
    offered,
    unsentByTarget: blocked,
    unsentByGenerator: offered - begun - blocked,
  };
}
