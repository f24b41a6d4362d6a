/** Carries out one slice of a plan: connect, barrier, publish, drain, account. */
import { nowUs } from '../clock.ts';
import { Health } from '../health.ts';
import { Pacer } from '../pacer.ts';
import { HEADER_BYTES } from '../payload.ts';
import { destinationOf } from '../socket/destination.ts';
import { Sources } from '../socket/sources.ts';
import { type WindowTimes, windowTimes } from '../windows.ts';
import { Clients } from './clients.ts';
import { Connector } from './connector.ts';
import { GroupSlice } from './group-slice.ts';
import type { FromAgent, GroupAccount, Slice } from './messages.ts';
import type { GroupPlan } from './plan.ts';

/** Messages a turn sends before reads get theirs. */
const TURN_BUDGET = 256;
/** How often all clients are looked through: at least so often, and ten times a shortest keep-alive. */
const KEEP_ALIVE_SWEEP_MS = 1000;

export class Agent {
  readonly #slice: Slice;
  readonly #groups: readonly GroupSlice[];
  readonly #clients: readonly Clients[];
  readonly #origins: Float64Array;
  readonly #send: (message: FromAgent) => void;
  readonly #pacer: Pacer;
  readonly #health: Health;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #connectors: Connector[] = [];
  readonly #joining = new Map<Clients, Connector>();
  #measureStartUs = 0;
  #second = 0;
  #drainedAgain = false;
  #times: WindowTimes = { fromUs: [], toUs: [] };

  constructor(slice: Slice, send: (message: FromAgent) => void) {
    const { plan } = slice;
    this.#slice = slice;
    this.#send = send;
    const destination = destinationOf(plan.target, null, new Sources(slice.sourcePrefix));
    const run = {
      tag: slice.runTag,
      name: slice.runName,
      clients: plan.groups.reduce((sum, group) => sum + group.clients, 0),
      headerless: plan.groups.some((group) => group.publish && group.publish.payloadBytes < HEADER_BYTES),
    };
    this.#groups = plan.groups.map(
      (group) => new GroupSlice(group, destination, sliceOf(group, slice), plan.windows.length, run),
    );
    this.#clients = this.#groups.map((group) => new Clients(group));
    this.#origins = new Float64Array(plan.groups.length);
    this.#pacer = new Pacer(
      slice.pacing,
      (timeUs) => {
        for (const group of this.#groups) group.publisher?.turn(timeUs, TURN_BUDGET);
      },
      () => {
        let next = Number.POSITIVE_INFINITY;
        for (const group of this.#groups)
          if (group.publisher && group.publisher.nextUs < next) next = group.publisher.nextUs;
        return next;
      },
    );
    this.#health = new Health(() => this.#pacer.idlePollUs);
  }

  /** Connects the starting groups; says `ready` when each client is there or has failed. */
  prepare(): void {
    const progress = setInterval(() => {
      this.#send({
        type: 'connecting',
        connected: this.#groups.reduce((sum, group) => sum + group.recorder.connected, 0),
      });
    }, 1000);
    this.#connect(
      this.#clients.filter(({ group }) => group.plan.startAfterMs === null),
      () => {
        clearInterval(progress);
        // What connecting left behind goes now: otherwise the heap is marked while messages are measured.
        globalThis.gc?.();
        this.#send({ type: 'ready' });
      },
    );
    const shortestMs = Math.min(
      ...this.#groups.map(({ plan }) => plan.connect.keepAliveS * 1000 || Number.POSITIVE_INFINITY),
    );
    if (shortestMs < Number.POSITIVE_INFINITY)
      this.#timers.push(setInterval(() => this.#keepAlive(), Math.min(KEEP_ALIVE_SWEEP_MS, shortestMs / 10)));
  }

  start(atUs: number): void {
    const { plan } = this.#slice;
    this.#measureStartUs = atUs + plan.warmupMs * 1000;
    this.#times = windowTimes(plan.windows, this.#measureStartUs);
    this.#clients.forEach((clients, number) => {
      const { group } = clients;
      if (group.plan.startAfterMs === null) this.#begin(group, number, atUs);
      else this.#at(this.#measureStartUs + group.plan.startAfterMs * 1000, () => this.#join(clients, number));
      if (group.plan.stopAfterMs !== null)
        this.#leaveAt(clients, this.#measureStartUs + group.plan.stopAfterMs * 1000);
    });
    this.#at(this.#measureStartUs, () => this.#health.measureBegins());
    this.#at(this.#measureStartUs + plan.measureMs * 1000, () => this.#health.measureEnds());
    this.#everySecond(atUs);
    this.#pacer.start();
  }

  /** All of a late group's agents are ready: it publishes from `atUs` on. */
  startGroup(number: number, atUs: number): void {
    this.#begin(this.#groups[number]!, number, atUs);
    this.#pacer.wake();
  }

  finish(): void {
    this.#pacer.stop();
    // What we sent late has the drain time too: its answers are not the target's fault.
    const { measureMs, drainMs } = this.#slice.plan;
    const endUs = this.#measureStartUs + measureMs * 1000;
    const sentLate = this.#groups.some(({ publisher }) => publisher && publisher.lastOwnLateUs > endUs);
    if (sentLate && !this.#drainedAgain) {
      this.#drainedAgain = true;
      this.#timers.push(setTimeout(() => this.finish(), drainMs));
      return;
    }
    for (const timer of this.#timers) clearTimeout(timer);
    for (const connector of this.#connectors) connector.stop();
    this.#reportSecond();
    for (const clients of this.#clients) clients.leave('by the end of the run');
    const groups = this.#groups.map((group, number) => this.#account(group, number));
    const health = this.#health.result(this.#measureStartUs);
    this.#send({ type: 'result', result: { agent: this.#slice.agent, groups, health } });
  }

  #connect(groups: readonly Clients[], whenDone: () => void): Connector {
    const connector = new Connector(groups, this.#slice.connectsInFlight, whenDone);
    this.#connectors.push(connector);
    connector.start();
    return connector;
  }

  #join(clients: Clients, number: number): void {
    clients.group.recorder.begin(this.#times);
    const connector = this.#connect([clients], () => this.#send({ type: 'group-ready', group: number }));
    this.#joining.set(clients, connector);
  }

  #begin(group: GroupSlice, number: number, originUs: number): void {
    const { measureMs } = this.#slice.plan;
    this.#origins[number] = originUs;
    const endUs = this.#measureStartUs + (group.plan.stopAfterMs ?? measureMs) * 1000;
    group.begin(originUs, endUs, this.#times);
  }

  /** The last acknowledgements and deliveries of a group that stops get the drain time. */
  #leaveAt(clients: Clients, stopUs: number): void {
    this.#at(stopUs + Math.min(this.#slice.plan.drainMs, 1000) * 1000, () => {
      this.#joining.get(clients)?.stop();
      clients.leave('before its group left');
    });
  }

  #at(timeUs: number, action: () => void): void {
    this.#timers.push(setTimeout(action, Math.max(0, (timeUs - nowUs()) / 1000)));
  }

  #everySecond(originUs: number): void {
    this.#at(originUs + (this.#second + 1) * 1e6, () => {
      this.#reportSecond();
      this.#everySecond(originUs);
    });
  }

  #reportSecond(): void {
    this.#send({
      type: 'progress',
      second: this.#second++,
      groups: this.#groups.map((group) => group.recorder.takeSecond()),
    });
  }

  #keepAlive(): void {
    const timeUs = nowUs();
    for (const clients of this.#clients) clients.keepAlive(timeUs);
  }

  #account(group: GroupSlice, number: number): GroupAccount {
    return {
      indices: group.indices,
      recorded: group.recorder.result(),
      publisher: group.publisher?.account() ?? null,
      subscriber: group.subscriber?.account() ?? null,
      attempted: group.standing.settled,
      succeeded: group.standing.succeeded,
      failures: group.standing.failures,
      losses: [...group.standing.losses.values()],
      firstAttemptUs: group.standing.firstAttemptUs,
      lastConnackUs: group.standing.lastConnackUs,
      originUs: this.#origins[number] ?? 0,
    };
  }
}

/** Clients go round the agents by their number in the plan, so every agent's share is spread over the period. */
function sliceOf(group: GroupPlan, { agent, agents }: Slice): Uint32Array {
  const first = (agent - (group.firstClient % agents) + agents) % agents;
  const count = Math.max(0, Math.ceil((group.clients - first) / agents));
  return Uint32Array.from({ length: count }, (_, i) => first + i * agents);
}
