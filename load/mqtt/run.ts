/** Carries out a plan on this machine: preflight, agents, barrier, measure, drain, one result. */
import { randomInt } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { nowUs } from '../clock.ts';
import { AgentProcess } from '../fleet/agent-process.ts';
import { preflight, thisMachine } from '../fleet/preflight.ts';
import { unreported } from '../generator.ts';
import type { Progress } from '../progress.ts';
import type { InvalidCause } from '../result.ts';
import { mergeResults } from './merge.ts';
import type { AgentResult, FromAgent, ToAgent } from './messages.ts';
import { whyNoConnack } from './no-connack.ts';
import type { Plan } from './plan.ts';
import type { GeneratorResult, RunResult } from './result.ts';
import { SeriesBuilder } from './series.ts';

export interface RunOptions {
  /** Ends the run at once: the result is invalid, 'interrupted'. */
  readonly signal?: AbortSignal;
  /** Once a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** As soon as the agents exist. */
  readonly onAgents?: (pids: number[]) => void;
  readonly onMeasureStart?: () => void;
  /** Node flags for the agents, like --cpu-prof. */
  readonly agentExecArgv?: readonly string[];
}

/** All agents together: more in flight overflow a broker's listen backlog (mosquitto: 100). */
const CONNECTS_IN_FLIGHT = 40;
/** From the barrier to the first intended time: the start message has to reach every agent. */
const START_AFTER_US = 100_000;
/** For encoding and sending what was measured. */
const RESULT_TIMEOUT_MS = 60_000;
const LOOPBACK = /^(127\.|::1$)/;

/** Never throws for what can go wrong in a run: that is in the result. */
export async function run(plan: Plan, options: RunOptions = {}): Promise<RunResult> {
  const runTag = randomInt(1, 0x10000);
  const runName = `t${runTag.toString(36)}${Date.now().toString(36)}`;
  const startedAt = new Date().toISOString();
  const invalid = (cause: InvalidCause, reason: string): RunResult => ({
    status: 'invalid',
    cause,
    reason,
    plan,
    startedAt,
    runTag,
    generator: NO_GENERATOR,
    series: { firstSecond: 0, groups: {} },
  });
  if (options.signal?.aborted) return invalid('interrupted', 'interrupted before the start');
  const address = await lookup(plan.target.host).then(
    (found) => found.address,
    () => null,
  );
  if (address === null)
    return invalid(
      'target-never-came-up',
      `target ${plan.target.host}: an address is required, none was found. Check the host name.`,
    );
  const resolved: Plan = { ...plan, target: { ...plan.target, host: address } };
  const loopback = LOOPBACK.test(address);
  const machine = thisMachine();
  const fleet = preflight(plan, machine, loopback);
  if ('reason' in fleet) return invalid('preflight', fleet.reason);
  const silence = await whyNoConnack(resolved, runName);
  if (silence !== null) {
    return invalid(
      'target-never-came-up',
      `broker ${plan.target.host}:${plan.target.port} unreachable: a CONNACK is required, got: ${silence}. Is it running, and is the address right?`,
    );
  }
  const spareCpus = machine.cpus - fleet.agents - (loopback ? 1 : 0);
  const pacing = plan.pacing === 'auto' ? (spareCpus >= 1 ? 'poll' : 'timer') : plan.pacing;
  const outcome = await conduct(
    resolved,
    {
      agents: fleet.agents,
      pacing,
      runTag,
      runName,
      explicitSources: loopback && address !== '::1' && process.platform === 'linux',
    },
    options,
  );
  const frame = { plan, startedAt: outcome.startedAt ?? startedAt, runTag, series: outcome.series };
  if ('cause' in outcome) {
    const generator = { ...NO_GENERATOR, ...unreported(fleet.agents, pacing) };
    return { ...frame, status: 'invalid', cause: outcome.cause, reason: outcome.reason, generator };
  }
  const { results: reports, measureStartUs } = outcome;
  const merged = mergeResults({ plan, reports, pacing, runName, measureStartUs });
  const targetDown = await whyNoConnack(resolved, runName);
  return { ...frame, status: 'measured', ...merged, targetDown };
}

const NO_GENERATOR: GeneratorResult = {
  ...unreported(0, 'timer'),
  loop: 'none',
  headerless: false,
};

interface Conduct {
  readonly agents: number;
  readonly pacing: 'poll' | 'timer';
  readonly runTag: number;
  readonly runName: string;
  readonly explicitSources: boolean;
}

type Outcome = { readonly startedAt: string | null; readonly series: RunResult['series'] } & (
  | { readonly results: readonly AgentResult[]; readonly measureStartUs: number }
  | { readonly cause: InvalidCause; readonly reason: string }
);

/** prepare -> ready -> start -> progress -> finish -> result, with every agent. */
function conduct(plan: Plan, how: Conduct, options: RunOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const series = new SeriesBuilder(plan);
    const results: AgentResult[] = [];
    const reports: number[] = [];
    const timers: NodeJS.Timeout[] = [];
    const groupReady = new Map<number, number>();
    const connected = new Array<number>(how.agents).fill(0);
    let startedAt: string | null = null;
    let ready = 0;
    let startUs = 0;
    let measureStartUs = 0;
    let over = false;

    const close = (
      outcome: { results: AgentResult[]; measureStartUs: number } | { cause: InvalidCause; reason: string },
    ): void => {
      if (over) return;
      over = true;
      for (const timer of timers) clearTimeout(timer);
      options.signal?.removeEventListener('abort', interrupted);
      for (const agent of agents) 'results' in outcome ? agent.dismiss() : agent.kill();
      resolve({ startedAt, series: series.result(), ...outcome });
    };
    const interrupted = (): void =>
      close({ cause: 'interrupted', reason: 'interrupted by the user or a time-out' });
    const at = (timeUs: number, action: () => void): void => {
      timers.push(setTimeout(action, Math.max(0, (timeUs - nowUs()) / 1000)));
    };

    const start = (): void => {
      startUs = Math.ceil(nowUs()) + START_AFTER_US;
      measureStartUs = startUs + plan.warmupMs * 1000;
      for (const agent of agents) agent.send({ type: 'start', atUs: startUs });
      at(measureStartUs, () => {
        startedAt = new Date().toISOString();
        options.onMeasureStart?.();
      });
      at(measureStartUs + (plan.measureMs + plan.drainMs) * 1000, () => {
        for (const agent of agents) agent.send({ type: 'finish' });
        timers.push(
          setTimeout(
            () => close({ cause: 'agent-died', reason: 'an agent process did not hand in its result' }),
            RESULT_TIMEOUT_MS,
          ),
        );
      });
    };

    const onMessage = (message: FromAgent, number: number): void => {
      switch (message.type) {
        case 'ready':
          if (++ready === how.agents) start();
          break;
        case 'group-ready': {
          const count = (groupReady.get(message.group) ?? 0) + 1;
          groupReady.set(message.group, count);
          if (count < how.agents) break;
          const atUs = Math.ceil(nowUs()) + START_AFTER_US;
          series.groupBegan(message.group, (atUs - startUs) / 1e6);
          for (const agent of agents) agent.send({ type: 'start-group', group: message.group, atUs });
          break;
        }
        case 'connecting':
          connected[number] = message.connected;
          options.onProgress?.(connecting(plan, connected, nowUs() - preparedUs));
          break;
        case 'progress':
          series.add(message.second, message.groups);
          reports[message.second] = (reports[message.second] ?? 0) + 1;
          if (reports[message.second] === how.agents) options.onProgress?.(series.progress(message.second));
          break;
        case 'result':
          results.push(message.result);
          if (results.length === how.agents) close({ results, measureStartUs });
      }
    };

    const preparedUs = nowUs();
    const agents = Array.from({ length: how.agents }, (_, number) => {
      const agent = new AgentProcess<ToAgent, FromAgent>({
        execArgv: options.agentExecArgv ?? [],
        onMessage: (message) => onMessage(message, number),
        onExit: (reason) => {
          if (results.some((result) => result.agent === number)) return;
          close({
            cause: 'agent-died',
            reason: `agent ${number + 1} of ${how.agents} ended before its result (${reason}): what it sent and received is unknown`,
          });
        },
      });
      agent.send({
        type: 'prepare',
        slice: {
          plan,
          runTag: how.runTag,
          runName: how.runName,
          agent: number,
          agents: how.agents,
          sourcePrefix: how.explicitSources
            ? `127.${1 + ((how.runTag >> 8) % 250)}.${(how.runTag + number) & 0xff}`
            : null,
          connectsInFlight: Math.max(4, Math.floor(CONNECTS_IN_FLIGHT / how.agents)),
          pacing: how.pacing,
        },
      });
      return agent;
    });
    options.onAgents?.(agents.map((agent) => agent.pid));
    options.signal?.addEventListener('abort', interrupted);
    // It may have come during look-up or probe.
    if (options.signal?.aborted) interrupted();
  });
}

function connecting(plan: Plan, connected: readonly number[], sinceUs: number): Progress {
  return {
    phase: 'connect',
    secondsInPhase: Math.round(sinceUs / 1e6),
    phaseSeconds: 0,
    clients: plan.groups.reduce((sum, group) => sum + (group.startAfterMs === null ? group.clients : 0), 0),
    connected: connected.reduce((sum, count) => sum + count, 0),
    protocol: 'mqtt',
    sentPerSecond: 0,
    receivedPerSecond: 0,
    p99Ms: null,
  };
}
