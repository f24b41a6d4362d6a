/**
 * Connections to a broker that answer requests until they are told to stop: a responding group of its own, outside of any
 * load. Requests that were read are answered before it ends.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { causesInWords } from '../cause-counts.ts';
import { nowUs } from '../clock.ts';
import type { RunIdentity } from '../kind.ts';
import { Pacer } from '../pacer.ts';
import { addressesOf, whoAnswers } from '../socket/addresses.ts';
import { destinationOf } from '../socket/destination.ts';
import { Attempts } from './attempts.ts';
import { whyNoConnack, whyUnfit } from './check.ts';
import { Clients } from './clients.ts';
import { Connector } from './connector.ts';
import { GroupSlice } from './group-slice.ts';
import { maximumPacketBytes } from './packet-limits.ts';
import { unsubscribePacket } from './packets.ts';
import type { GroupPlan, Plan } from './plan.ts';
import type { Responder } from './respond/responder.ts';
import type { Decision } from './respond/scaling.ts';
import type { Tally } from './respond/tally.ts';
import { RespondingSession } from './responding-session.ts';

const [FIRST_RETRY_MS, MOST_RETRY_MS] = [500, 5000];
const KEEP_ALIVE_TICK_MS = 100;
const DRAIN_TICK_MS = 5;

/** It cannot answer anything at this broker; the message is for the user. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
}

export interface ServiceOptions {
  readonly run: RunIdentity;
  /** Numbers that replies carry begin with it. */
  readonly firstNumber: number;
  /** The broker does not answer yet, or not any more. */
  readonly onWaiting: (why: string) => void;
  readonly onDecision: (decision: Decision) => void;
  readonly signal: AbortSignal;
}

/** What it did, and how it stands. */
export interface ServiceStanding extends ReturnType<Responder['counts']> {
  readonly connections: number;
  readonly connected: number;
  /** It answers what it has, and takes nothing new. */
  readonly draining: boolean;
  /** Connections that were lost, by cause. */
  readonly losses: Readonly<Record<string, number>>;
  readonly latencies: Pick<Tally, 'queueWait' | 'work'>;
}

export class WorkerService {
  readonly #group: GroupSlice;
  readonly #clients: Clients;
  readonly #pacer: Pacer;
  readonly #connector: Connector;
  readonly #attempts: Attempts;
  readonly #keepAlive: NodeJS.Timeout;
  readonly #settled = Promise.withResolvers<void>();
  #draining = false;

  /**
   * Waits until the broker answers, and resolves when all connections are subscribed.
   *
   * @throws ServiceError when the broker refuses them, or has no shared subscriptions; null: it was told to stop before
   */
  static async start(plan: Plan, options: ServiceOptions): Promise<WorkerService | null> {
    const address = await answering(plan, options);
    if (address === null) return null;
    const resolved = { ...plan, target: { ...plan.target, host: address } };
    const unfit = await whyUnfit(resolved, options.run);
    if (unfit) throw new ServiceError(unfit.reason);
    const service = new WorkerService(resolved, options);
    await service.#settled.promise;
    const { standing } = service.#group;
    if (standing.succeeded < standing.settled) {
      await service.stop(0);
      throw new ServiceError(
        `${standing.settled - standing.succeeded} of ${standing.settled} connections could not be made or subscribed (${causesInWords(Object.fromEntries(standing.failures))}).`,
      );
    }
    return service;
  }

  private constructor(plan: Plan, { run, firstNumber, onDecision }: ServiceOptions) {
    const [group] = plan.groups as [GroupPlan];
    this.#attempts = new Attempts(1);
    this.#pacer = new Pacer(
      'timer',
      (atUs) => this.#turn(atUs),
      () => this.#nextUs,
    );
    this.#group = new GroupSlice(
      { ...group, firstClient: firstNumber },
      [destinationOf(plan.target, group.connect.tls ?? null)],
      Uint32Array.from({ length: group.clients }, (_, index) => index),
      1,
      {
        ...run,
        senders: 0,
        payloads: [],
        expiryUs: Number.POSITIVE_INFINITY,
        maximumPacketBytes: maximumPacketBytes(plan),
        attempts: this.#attempts,
        wake: () => this.#pacer.wake(),
        onDecision,
      },
    );
    this.#clients = new Clients(this.#group);
    const atUs = nowUs();
    this.#group.begin(atUs, Number.POSITIVE_INFINITY, { fromUs: [atUs], toUs: [Number.POSITIVE_INFINITY] });
    this.#keepAlive = setInterval(() => this.#group.keepAlive.turn(nowUs()), KEEP_ALIVE_TICK_MS);
    this.#pacer.start();
    this.#connector = new Connector([this.#clients], this.#attempts, () => this.#settled.resolve());
    this.#connector.start();
  }

  get standing(): ServiceStanding {
    const { recorder, standing, indices } = this.#group;
    return {
      ...this.#responder.counts(),
      connections: indices.length,
      connected: recorder.connected,
      draining: this.#draining,
      losses: Object.fromEntries([...standing.losses.values()].map(({ cause, count }) => [cause, count])),
      latencies: this.#responder.tally,
    };
  }

  /**
   * Takes no more requests, answers those that it has for at most so long, and leaves. Resolves with how many are left
   * without an answer.
   */
  async stop(drainMs: number): Promise<number> {
    const endUs = nowUs() + drainMs * 1000;
    this.#draining = true;
    const { plan } = this.#group;
    const packet = unsubscribePacket(plan.respond!.filter, plan.connect.protocolVersion);
    const sessions = this.#clients.sessions.filter((session) => session instanceof RespondingSession);
    const timeOut = new AbortController();
    await Promise.race([
      Promise.all(sessions.map((session) => session.unsubscribe(packet))),
      sleep(drainMs, undefined, { signal: timeOut.signal }).catch(() => {}),
    ]);
    timeOut.abort();
    while (!this.#responder.isIdle && nowUs() < endUs) await sleep(DRAIN_TICK_MS);
    const { busy, queued } = this.#responder.counts();
    this.#pacer.stop();
    clearInterval(this.#keepAlive);
    this.#connector.stop();
    this.#attempts.stop();
    this.#clients.leave('when it was stopped', 'disconnect');
    return busy + queued;
  }

  get #responder(): Responder {
    return this.#group.responder!;
  }

  get #nextUs(): number {
    return Math.min(this.#responder.nextUs, this.#group.returns?.nextUs ?? Number.POSITIVE_INFINITY);
  }

  #turn(untilUs: number): void {
    this.#responder.turn(untilUs);
    this.#group.returns?.turn(untilUs);
  }
}

/** The address at which the broker answers, as soon as it does; null: it was told to stop before. */
async function answering(plan: Plan, { run, signal, onWaiting }: ServiceOptions): Promise<string | null> {
  let told = '';
  for (let waitMs = FIRST_RETRY_MS; !signal.aborted; waitMs = Math.min(MOST_RETRY_MS, 2 * waitMs)) {
    const addresses = await addressesOf(plan.target.host);
    const found = await whoAnswers(addresses, (host) =>
      whyNoConnack({ ...plan, target: { ...plan.target, host } }, run),
    );
    if ('address' in found) return found.address;
    const why = addresses.length === 0 ? 'its name has no address' : found.why;
    if (why !== told) onWaiting(why);
    told = why;
    await sleep(waitMs, undefined, { signal }).catch(() => {});
  }
  return null;
}
