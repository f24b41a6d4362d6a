/** The groups of clients of one agent: they connect, publish and receive, drain, and account for it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { nowUs } from '../clock.ts';
import { HeldBytes } from '../held-bytes.ts';
import type { Slice } from '../messages.ts';
import type { RunTimes, Work, WorkPlace } from '../work.ts';
import { untilAnswered } from './answer-check.ts';
import { Attempts } from './attempts.ts';
import { Clients } from './clients.ts';
import { Connector } from './connector.ts';
import { Destinations } from './destinations.ts';
import { connectionsOf, payloadsOf, sendersIn, shortestExpiryUs } from './group.ts';
import { GroupSlice } from './group-slice.ts';
import { AT_ONCE } from './leaves.ts';
import type { GroupAccount, GroupsReport, Mqtt } from './messages.ts';
import { maximumPacketBytes, packetsUnderWayBytes } from './packet-limits.ts';
import type { CyclePlan, GroupPlan, Plan } from './plan.ts';
import type { SecondOfGroup } from './recorder.ts';
import type { Session } from './session.ts';
import { lingerMs } from './stay.ts';

/** Messages a turn sends before reads get theirs. */
const TURN_BUDGET = 256;

export class GroupsWork implements Work<Mqtt> {
  readonly stays = false;
  readonly #place: WorkPlace<Mqtt>;
  #plan: Plan | null = null;
  #attempts = new Attempts(1);
  #groups: readonly GroupSlice[] = [];
  #clients: readonly Clients[] = [];
  #origins = new Float64Array();
  #keepAlive: NodeJS.Timeout | undefined;
  readonly #connectors: Connector[] = [];
  /** Whose connections are still to be closed after the run. */
  readonly #leaving: (readonly Session[])[] = [];
  readonly #joining = new Map<Clients, Connector>();
  #times: RunTimes | null = null;
  #cut = false;

  constructor(place: WorkPlace<Mqtt>) {
    this.#place = place;
  }

  get present(): number {
    return this.#groups.reduce((sum, group) => sum + group.recorder.connected, 0);
  }

  get nextUs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { publisher, responder, returns, readPace } of this.#groups) {
      if (responder && responder.nextUs < next) next = responder.nextUs;
      if (publisher && publisher.nextUs < next) next = publisher.nextUs;
      if (returns && returns.nextUs < next) next = returns.nextUs;
      if (readPace && readPace.nextUs < next) next = readPace.nextUs;
    }
    for (const { leaves } of this.#clients) if (leaves && leaves.nextUs < next) next = leaves.nextUs;
    return next;
  }

  turn(untilUs: number): void {
    for (const { publisher, responder, returns, readPace } of this.#groups) {
      responder?.turn(untilUs);
      publisher?.turn(untilUs, TURN_BUDGET);
      readPace?.turn(untilUs);
      returns?.turn(untilUs);
    }
    for (const { leaves } of this.#clients) leaves?.turn(untilUs);
  }

  /** Connects the starting groups. */
  async prepare(slice: Slice<Plan>): Promise<void> {
    const { plan } = slice;
    this.#plan = plan;
    const destinations = new Destinations(slice);
    this.#attempts = new Attempts(slice.agents, destinations.count);
    this.#connectors.length = 0;
    this.#cut = false;
    this.#joining.clear();
    const run = {
      ...slice.run,
      senders: sendersIn(plan.groups),
      maximumPacketBytes: maximumPacketBytes(plan),
      held: new HeldBytes(packetsUnderWayBytes(plan, slice.agents)),
      payloads: payloadsOf(plan.groups),
      askers: plan.groups
        .filter(({ request }) => request)
        .map(({ firstClient, clients }) => ({ from: firstClient, to: firstClient + clients })),
      expiryUs: shortestExpiryUs(plan.groups),
      attempts: this.#attempts,
      destinations: destinations.count,
      wake: () => this.#place.wake(),
    };
    this.#groups = plan.groups.map(
      (group) =>
        new GroupSlice(group, destinations.of(group), sliceOf(group, slice), plan.windows.length, run),
    );
    this.#clients = this.#groups.map((group) => new Clients(group));
    this.#origins = new Float64Array(plan.groups.length);
    this.#keepAlives();
    const starting = this.#clients.filter(({ group }) => group.plan.startAfterMs === null);
    await new Promise<void>((resolve) => this.#connect(starting, resolve));
    // One that comes later is not there to answer.
    if (plan.groups.some(({ respond, startAfterMs }) => respond && startAfterMs !== null)) return;
    await Promise.all(starting.map(({ group }) => untilAnswered(group)));
  }

  begin(times: RunTimes): void {
    this.#times = times;
    this.#clients.forEach((clients, number) => {
      const { startAfterMs, stopAfterMs } = clients.group.plan;
      if (startAfterMs === null) this.#begin(number, times.startUs);
      else
        this.#place.at(times.measureStartUs + startAfterMs * 1000, () => this.#join(clients, number, times));
      if (stopAfterMs !== null) this.#leaveAt(clients, times.measureStartUs + stopAfterMs * 1000);
    });
  }

  /** Groups that were to join later do not. */
  cutShort(atUs: number): void {
    this.#cut = true;
    this.#times = { ...this.#times!, measureEndUs: atUs };
    for (const group of this.#groups) group.cutShort(atUs);
  }

  /** All of a late group's agents are ready. */
  heard({ group, atUs }: Mqtt['toAgent']): void {
    this.#begin(group, atUs);
    this.#place.wake();
  }

  takeSecond(): SecondOfGroup[] {
    return this.#groups.map(({ recorder, responder }) => ({
      ...recorder.takeSecond(),
      ...(responder && { respond: responder.takeSecond() }),
    }));
  }

  catchUp(): boolean {
    const { measureEndUs } = this.#times!;
    return this.#groups.some(({ publisher }) => publisher !== null && publisher.lastOwnLateUs > measureEndUs);
  }

  end(): GroupsReport {
    clearTimeout(this.#keepAlive);
    for (const connector of this.#connectors) connector.stop();
    this.#attempts.stop();
    this.#clients.forEach((clients, number) => {
      // Cut short, a group that was still to join has not failed to.
      if (this.#cut && this.#origins[number] === 0) clients.abandon();
      else this.#leaving.push(clients.finish('by the end of the run', 'disconnect'));
    });
    return { groups: this.#groups.map((group, number) => accountOf(group, this.#origins[number]!)) };
  }

  async leave(): Promise<void> {
    for (const sessions of this.#leaving.splice(0))
      for (const [number, session] of sessions.entries()) {
        if (number > 0 && number % AT_ONCE === 0) await nextTurn();
        session.goodbye('disconnect');
      }
  }

  #keepAlives(): void {
    const timeUs = nowUs();
    for (const { keepAlive } of this.#groups) keepAlive.turn(timeUs);
    const afterMs = Math.min(...this.#groups.map(({ keepAlive }) => keepAlive.afterMs));
    this.#keepAlive = setTimeout(() => this.#keepAlives(), afterMs);
  }

  #connect(clients: readonly Clients[], whenDone: () => void): Connector {
    const connector = new Connector(clients, this.#attempts, whenDone);
    this.#connectors.push(connector);
    connector.start();
    return connector;
  }

  #join(clients: Clients, group: number, times: RunTimes): void {
    if (nowUs() >= this.#times!.measureEndUs) return;
    clients.group.recorder.begin(times.windows);
    const connector = this.#connect([clients], () => this.#place.say({ type: 'group-ready', group }));
    this.#joining.set(clients, connector);
  }

  #begin(number: number, originUs: number): void {
    const { measureStartUs, measureEndUs, windows } = this.#times!;
    const group = this.#groups[number]!;
    this.#origins[number] = originUs;
    const { stopAfterMs } = group.plan;
    const endUs =
      stopAfterMs === null ? measureEndUs : Math.min(measureStartUs + stopAfterMs * 1000, measureEndUs);
    group.begin(originUs, endUs, windows);
    if (group.plan.cycle)
      this.#goRound(this.#clients[number]!, group.plan.cycle, Math.max(originUs, measureStartUs));
  }

  /** Leaves and returns of a group, each a fixed time after the one before. */
  #goRound(clients: Clients, cycle: CyclePlan, fromUs: number): void {
    const { holdMs, awayMs, times } = cycle;
    if (times === 0) return;
    const leaveUs = fromUs + holdMs * 1000;
    const returnUs = leaveUs + awayMs * 1000;
    this.#place.at(leaveUs, () => {
      if (leaveUs >= this.#times!.measureEndUs) return;
      clients.leaves!.begin(leaveUs, returnUs);
      clients.leaves!.turn(nowUs());
      this.#place.wake();
      this.#goRound(clients, { ...cycle, times: times - 1 }, returnUs);
    });
  }

  /** The last acknowledgements and deliveries of a group that stops get the drain time. */
  #leaveAt(clients: Clients, stopUs: number): void {
    this.#place.at(stopUs + lingerMs(this.#plan!.drainMs) * 1000, () => {
      this.#joining.get(clients)?.stop();
      clients.leave('before its group left', clients.group.plan.leave ?? 'disconnect');
      clients.group.leftUs = nowUs();
    });
  }
}

function accountOf(group: GroupSlice, originUs: number): GroupAccount {
  const { standing } = group;
  return {
    indices: group.indices,
    recorded: group.recorder.result(),
    publisher: group.publisher?.account() ?? null,
    subscriber: group.subscriber?.account() ?? null,
    returns: group.returns?.account() ?? null,
    wills: group.wills?.account() ?? null,
    responder: group.responder?.account() ?? null,
    requests: group.recorder.requests?.result() ?? null,
    attempted: standing.settled,
    succeeded: standing.succeeded,
    failures: standing.failures,
    rounds: group.rounds.accounts(),
    synRetries: group.rounds.synRetries,
    losses: [...standing.losses.values()],
    firstAttemptUs: standing.firstAttemptUs,
    lastConnackUs: standing.lastConnackUs,
    originUs,
    leftUs: group.leftUs,
  };
}

/**
 * Clients, or the connections that they share, go round the agents, so every agent's share is spread over the period. Those
 * of a responding group live together: their pool is one.
 */
function sliceOf(group: GroupPlan, { agent, agents }: Slice<Plan>): Uint32Array {
  if (group.respond) {
    const clients = agent === group.firstClient % agents ? group.clients : 0;
    return Uint32Array.from({ length: clients }, (_, index) => index);
  }
  const first = (agent - (group.firstClient % agents) + agents) % agents;
  const count = Math.max(0, Math.ceil((connectionsOf(group) - first) / agents));
  return Uint32Array.from({ length: count }, (_, i) => first + i * agents);
}
