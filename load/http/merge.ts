/** One result from what the agents of a hold report. Pure: agents in any order give the same result. */
import type { TaskLatencyName } from '../../metrics/latencies.ts';
import { decodeHistogram, encodeHistogram, mergeHistograms } from '../histogram.ts';
import { timeOut } from '../socket/causes.ts';
import type { UsersResult } from './messages.ts';
import type { HttpPlan } from './plan.ts';
import type {
  HttpGeneratorResult,
  HttpWindowResult,
  LoginResult,
  MeasuredHttpRun,
  TaskResult,
} from './result.ts';

/** Users that do not wait and keep their agent's event loop this busy are limited by it. */
const GENERATOR_BOUND_UTILIZATION = 0.9;
const UNFINISHED = timeOut('answer by the end of the drain');
const TASK_LATENCIES: readonly TaskLatencyName[] = ['http', 'http.service', 'schedule.lag'];

export function mergeUsers(
  plan: HttpPlan,
  agents: readonly UsersResult[],
  pacing: 'poll' | 'timer',
): Pick<MeasuredHttpRun, 'windows' | 'login' | 'targetFaults' | 'generator'> {
  const windows: Record<string, HttpWindowResult> = {};
  plan.windows.forEach((window, w) => {
    const tasks = plan.tasks.map(({ name }, t): [string, TaskResult] => [name, taskOf(agents, w, t)]);
    windows[window.name] = { fromMs: window.fromMs, toMs: window.toMs, tasks: Object.fromEntries(tasks) };
  });
  const login = loginOf(agents);
  return {
    windows,
    login,
    targetFaults:
      login.failed > 0 ? [`${login.failed} users could not log in (${list(login.failedBy)})`] : [],
    generator: generatorOf(plan, agents, pacing),
  };
}

/** 'connection refused: 3, status 500: 1', most first. */
export const list = (failedBy: Readonly<Record<string, number>>): string =>
  Object.entries(failedBy)
    .sort(([, a], [, b]) => b - a)
    .map(([cause, count]) => `${cause}: ${count}`)
    .join(', ');

function taskOf(agents: readonly UsersResult[], w: number, t: number): TaskResult {
  const recorded = agents.map((agent) => agent.windows[w]![t]!);
  const unfinished = agents.reduce((sum, agent) => sum + agent.unfinished[w]![t]!, 0);
  const failedBy = sumOf([
    ...recorded.map((task) => task.failedBy),
    ...(unfinished > 0 ? [{ [UNFINISHED]: unfinished }] : []),
  ]);
  return {
    begun: recorded.reduce((sum, { begun }) => sum + begun, 0),
    succeeded: recorded.reduce((sum, { succeeded }) => sum + succeeded, 0),
    failed: total(failedBy),
    failedBy,
    latencies: Object.fromEntries(
      TASK_LATENCIES.flatMap((name) => {
        const encoded = merged(recorded.map(({ latencies }) => latencies[name] ?? null));
        return encoded === null ? [] : [[name, encoded]];
      }),
    ),
  };
}

function loginOf(agents: readonly UsersResult[]): LoginResult {
  const logins = agents.map(({ login }) => login);
  const failedBy = sumOf(logins.map((login) => login.failedBy));
  return {
    attempted: logins.reduce((sum, { attempted }) => sum + attempted, 0),
    succeeded: logins.reduce((sum, { succeeded }) => sum + succeeded, 0),
    failed: total(failedBy),
    failedBy,
    turnedAwayBy: sumOf(logins.map((login) => login.turnedAwayBy)),
    latency: merged(logins.map(({ latency }) => latency)),
    service: merged(logins.map(({ service }) => service)),
  };
}

function generatorOf(
  { pace }: HttpPlan,
  agents: readonly UsersResult[],
  pacing: 'poll' | 'timer',
): HttpGeneratorResult {
  const perAgent = [...agents].sort((a, b) => a.agent - b.agent).map(({ health }) => health);
  const busiest = Math.max(0, ...perAgent.map(({ loopUtilization }) => loopUtilization));
  const open = { offered: 0, unsent: 0, blocked: 0 };
  for (const agent of agents) {
    open.offered += agent.open.offered;
    open.unsent += agent.open.offered - agent.open.begun;
    open.blocked += agent.open.blocked;
  }
  return {
    agents: agents.length,
    pacing,
    loop: pace.model,
    perAgent,
    generatorBound: pace.model === 'closed' && pace.waitMs[1] === 0 && busiest >= GENERATOR_BOUND_UTILIZATION,
    offered: open.offered,
    unsentByTarget: open.blocked,
    unsentByGenerator: open.unsent - open.blocked,
  };
}

function merged(encoded: readonly (string | null)[]): string | null {
  const present = encoded.filter((base64) => base64 !== null);
  return present.length < 2
    ? (present[0] ?? null)
    : encodeHistogram(mergeHistograms(present.map(decodeHistogram)));
}

function sumOf(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of counts)
    for (const [cause, count] of Object.entries(one)) sum[cause] = (sum[cause] ?? 0) + count;
  return sum;
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
