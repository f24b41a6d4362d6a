/**
 * Virtual users that stay: each hold brings them to a number, measures, and leaves them there, so a search adds users
 * to those already there instead of starting from zero.
 */
import { randomInt } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { nowUs } from '../clock.ts';
import { AgentProcess } from '../fleet/agent-process.ts';
import { fleetFor, thisMachine } from '../fleet/preflight.ts';
import { unreported } from '../generator.ts';
import type { Progress } from '../progress.ts';
import type { InvalidCause } from '../result.ts';
import { untilDigested } from './digested.ts';
import { mergeUsers } from './merge.ts';
import type { FromUsersAgent, ToUsersAgent, UsersResult } from './messages.ts';
import { whyNoAnswer } from './no-answer.ts';
import type { HttpPlan } from './plan.ts';
import type { HttpGeneratorResult, HttpRunResult, HttpSeries } from './result.ts';
import { HttpSeriesBuilder } from './series.ts';

export interface HoldOptions {
  /** Ends the hold at once: the result is invalid, 'interrupted'; the crowd is closed. */
  readonly signal?: AbortSignal;
  /** Once a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** The processes of the generator, before anybody joins. */
  readonly onAgents?: (pids: number[]) => void;
  /** Node flags for the agents, like --cpu-prof. */
  readonly agentExecArgv?: readonly string[];
}

/** User and kernel memory of one user here, measured, rounded up. */
const BYTES_A_USER = 40 * 1024;
const START_AFTER_US = 100_000;
const RESULT_TIMEOUT_MS = 60_000;
const LOOPBACK = /^(127\.|::1$)/;
const NO_GENERATOR: HttpGeneratorResult = {
  ...unreported(0, 'timer'),
  loop: 'closed',
  offered: 0,
  unsentByTarget: 0,
  unsentByGenerator: 0,
};

interface Invalid {
  readonly cause: InvalidCause;
  readonly reason: string;
}
type Agent = AgentProcess<ToUsersAgent, FromUsersAgent>;

export class Crowd {
  #agents: readonly Agent[] = [];
  #pacing: 'poll' | 'timer' = 'timer';
  #address: string | null = null;
  #runTag = randomInt(1, 0x10000);
  #prefixed = false;
  /** Whoever listens to the agents now. */
  #onMessage: (message: FromUsersAgent, agent: number) => void = () => {};
  #onExit: (reason: string) => void = () => {};
  #ended: string | null = null;

  /**
   * As many users as the plan says, measured once: when each of them is there or its log-in has failed, and the site has
   * served what queued up meanwhile (`untilDigested`). Never throws for what can go wrong in a run. One hold at a time;
   * plans of later holds may differ in users and phases only.
   */
  async hold(plan: HttpPlan, options: HoldOptions = {}): Promise<HttpRunResult> {
    const startedAt = new Date().toISOString();
    const saved = { ...plan, accounts: plan.accounts.length };
    const invalid = ({ cause, reason }: Invalid, series: HttpSeries = NO_SERIES): HttpRunResult => {
      const generator = { ...NO_GENERATOR, agents: this.#agents.length, loop: plan.pace.model };
      return { status: 'invalid', cause, reason, plan: saved, startedAt, generator, series };
    };
    if (options.signal?.aborted) return invalid(INTERRUPTED);
    const obstacle = this.#agents.length === 0 ? await this.#gather(plan, options) : null;
    if (obstacle) return invalid(obstacle);
    if (this.#ended !== null) return invalid({ cause: 'agent-died', reason: this.#ended });
    const room = this.#room({ ...plan, agents: this.#agents.length });
    if ('reason' in room) return invalid({ cause: 'preflight', reason: room.reason });

    const resolved = this.#resolved(plan);
    const outcome = await this.#conduct(resolved, options);
    if ('cause' in outcome) {
      this.close();
      return invalid(outcome, outcome.series);
    }
    const merged = mergeUsers({ plan, reports: outcome.results, pacing: this.#pacing });
    const targetDown = await whyNoAnswer(resolved);
    return {
      status: 'measured',
      plan: saved,
      startedAt: outcome.startedAt,
      series: outcome.series,
      ...merged,
      targetDown,
    };
  }

  /** The users leave and their processes end; safe to call twice. */
  close(): void {
    this.#onExit = () => {};
    this.#ended ??= 'the crowd was closed: open another one with load.users';
    for (const agent of this.#agents) agent.dismiss();
  }

  #resolved(plan: HttpPlan): HttpPlan {
    return { ...plan, target: { ...plan.target, host: this.#address! } };
  }

  /** Whether this machine carries as many users; a later hold may ask for more than the first. */
  #room({ users, agents }: HttpPlan): ReturnType<typeof fleetFor> {
    const demand = { clients: users, memoryBytes: users * BYTES_A_USER, agents };
    return fleetFor(demand, thisMachine(), LOOPBACK.test(this.#address!));
  }

  /** Preflight, a first answer, and the agents' processes. */
  async #gather(plan: HttpPlan, options: HoldOptions): Promise<Invalid | null> {
    const address = await lookup(plan.target.host).catch(() => null);
    if (address === null)
      return {
        cause: 'target-never-came-up',
        reason: `target ${plan.target.host}: an address is required, none was found. Check the host name.`,
      };
    this.#address = address.address;
    const loopback = LOOPBACK.test(address.address);
    const fleet = this.#room(plan);
    if ('reason' in fleet) return { cause: 'preflight', reason: fleet.reason };
    const silence = await whyNoAnswer(this.#resolved(plan));
    if (silence !== null)
      return {
        cause: 'target-never-came-up',
        reason: `site ${plan.target.url} unreachable: an HTTP answer is required, got: ${silence}. Is it running, and is the address right?`,
      };
    this.#prefixed = loopback && address.family === 4 && process.platform === 'linux';
    // A page takes milliseconds: a timer's one is shown as lag, and a polling core would be taken from the site.
    this.#pacing = plan.pacing === 'auto' ? 'timer' : plan.pacing;
    this.#agents = Array.from({ length: fleet.agents }, (_, number) => {
      return new AgentProcess<ToUsersAgent, FromUsersAgent>({
        execArgv: options.agentExecArgv ?? [],
        onMessage: (message) => this.#onMessage(message, number),
        onExit: (how) => {
          this.#ended ??= `agent ${number + 1} of ${fleet.agents} ended before its result (${how}): what its users did is unknown`;
          this.#onExit(this.#ended);
        },
      });
    });
    options.onAgents?.(this.#agents.map(({ pid }) => pid));
    return null;
  }

  /** prepare -> ready -> start -> progress -> finish -> result, with every agent. */
  #conduct(plan: HttpPlan, options: HoldOptions): Promise<Outcome> {
    const agents = this.#agents;
    return new Promise((resolve) => {
      const series = new HttpSeriesBuilder(plan);
      const results: UsersResult[] = [];
      const reports: number[] = [];
      const timers: NodeJS.Timeout[] = [];
      const preparedUs = nowUs();
      let startedAt = '';
      const ready = new Set<number>();
      let present = 0;

      const ended = new AbortController();
      const close = (outcome: Invalid | { results: UsersResult[]; startedAt: string }): void => {
        for (const timer of timers) clearTimeout(timer);
        ended.abort();
        options.signal?.removeEventListener('abort', interrupted);
        this.#onMessage = this.#onExit = () => {};
        resolve({ series: series.result(), ...outcome });
      };
      const interrupted = (): void => close(INTERRUPTED);
      const at = (timeUs: number, action: () => void): void => {
        timers.push(setTimeout(action, Math.max(0, (timeUs - nowUs()) / 1000)));
      };
      const start = (): void => {
        const startUs = Math.ceil(nowUs()) + START_AFTER_US;
        const measureStartUs = startUs + plan.warmupMs * 1000;
        for (const agent of agents) agent.send({ type: 'start', atUs: startUs });
        at(measureStartUs, () => {
          startedAt = new Date().toISOString();
        });
        at(measureStartUs + (plan.measureMs + plan.drainMs) * 1000, () => {
          for (const agent of agents) agent.send({ type: 'finish' });
          const reason = 'an agent process did not hand in its result';
          // An agent that was late drains once more.
          const withinMs = plan.drainMs + RESULT_TIMEOUT_MS;
          timers.push(setTimeout(() => close({ cause: 'agent-died', reason }), withinMs));
        });
      };
      this.#onExit = (reason) => close({ cause: 'agent-died', reason });
      this.#onMessage = (message, agent) => {
        switch (message.type) {
          case 'ready':
            if (!ready.has(agent) && ready.add(agent).size === agents.length)
              void untilDigested(plan, ended.signal).then(() => ended.signal.aborted || start());
            break;
          case 'refused':
            close({ cause: 'preflight', reason: message.reason });
            break;
          case 'connecting':
            present = message.connected;
            options.onProgress?.(joining(plan, present * agents.length, nowUs() - preparedUs));
            break;
          case 'progress':
            series.add(message.second, message.users, message.tasks);
            reports[message.second] = (reports[message.second] ?? 0) + 1;
            if (reports[message.second] === agents.length)
              options.onProgress?.(series.progress(message.second));
            break;
          case 'result':
            results.push(message.result);
            if (results.length === agents.length) close({ results, startedAt });
        }
      };
      options.signal?.addEventListener('abort', interrupted);
      agents.forEach((agent, number) => {
        const sourcePrefix = this.#prefixed
          ? `127.${1 + ((this.#runTag >> 8) % 250)}.${(this.#runTag + number) & 0xff}`
          : null;
        const slice = { plan, agent: number, agents: agents.length, sourcePrefix, pacing: this.#pacing };
        agent.send({ type: 'prepare', slice });
      });
    });
  }
}

type Outcome = { readonly series: HttpSeries } & (
  | { readonly results: readonly UsersResult[]; readonly startedAt: string }
  | Invalid
);

const NO_SERIES: HttpSeries = { firstSecond: 0, users: [], tasks: {} };
const INTERRUPTED: Invalid = { cause: 'interrupted', reason: 'interrupted by the user or a time-out' };

function joining(plan: HttpPlan, present: number, sinceUs: number): Progress {
  return {
    phase: 'connect',
    secondsInPhase: Math.round(sinceUs / 1e6),
    phaseSeconds: 0,
    clients: plan.users,
    connected: present,
    protocol: 'http',
    sentPerSecond: 0,
    receivedPerSecond: 0,
    p99Ms: null,
  };
}
