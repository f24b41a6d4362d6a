/** The clients of one group that live in this agent, and what they have in common. */
import { nowUs } from '../clock.ts';
import { fillTemplate, type TemplateValues } from '../template.ts';
import { connectPacket, subscribePacket } from './packets.ts';
import type { GroupPlan } from './plan.ts';
import { Publisher } from './publisher.ts';
import { Recorder, type WindowTimes } from './recorder.ts';
import { Session } from './session.ts';
import { Subscriber } from './subscriber.ts';

export interface RunIdentity {
  readonly tag: number;
  /** For templates: differs from run to run. */
  readonly name: string;
  /** Clients of the whole plan. */
  readonly clients: number;
  readonly headerless: boolean;
}

/** Connections the target ended, or refused. */
export interface Ending {
  readonly cause: string;
  count: number;
  /** Monotonic clock. */
  readonly firstUs: number;
}

export class GroupSlice {
  readonly plan: GroupPlan;
  readonly target: { readonly host: string; readonly port: number };
  /** Index in the group, ascending. */
  readonly indices: Uint32Array;
  readonly sessions: readonly Session[];
  readonly recorder: Recorder;
  readonly publisher: Publisher | null;
  readonly subscriber: Subscriber | null;
  readonly failures = new Map<string, number>();
  readonly losses = new Map<string, Ending>();
  settled = 0;
  succeeded = 0;
  firstAttemptUs = 0;
  lastConnackUs = 0;
  /** Told when a client is connected or has failed. */
  onSettled: () => void = () => {};
  readonly #run: RunIdentity;

  constructor(
    plan: GroupPlan,
    target: { host: string; port: number },
    indices: Uint32Array,
    windows: number,
    run: RunIdentity,
  ) {
    this.plan = plan;
    this.target = target;
    this.indices = indices;
    this.#run = run;
    this.recorder = new Recorder(windows);
    const sessions = Array.from(indices, (_, position) => new Session(this, position));
    this.sessions = sessions;
    this.publisher = plan.publish
      ? new Publisher(plan, plan.publish, indices, sessions, this.recorder, run)
      : null;
    this.subscriber = plan.subscribe ? new Subscriber(indices.length, this.recorder, run) : null;
  }

  /** `originUs`: first intended time; `endUs`: exclusive. */
  begin(originUs: number, endUs: number, times: WindowTimes): void {
    this.recorder.begin(times);
    this.publisher?.begin(this.plan.clients, originUs, endUs, times);
    if (this.plan.stopAfterMs !== null) this.subscriber?.leaves(endUs);
  }

  connectPacket(position: number): Buffer {
    return connectPacket(this.plan, this.#values(position));
  }

  subscribePacket(position: number): Buffer | null {
    const { subscribe, connect } = this.plan;
    if (!subscribe) return null;
    return subscribePacket(
      fillTemplate(subscribe.filter, this.#values(position)),
      subscribe.qos,
      connect.protocolVersion,
    );
  }

  /** Groups that are there from the barrier on are owed everything. */
  owedFromUs(subackUs: number): number {
    return this.plan.startAfterMs === null ? 0 : Math.ceil(subackUs);
  }

  accepted(atUs: number): void {
    if (atUs > this.lastConnackUs) this.lastConnackUs = atUs;
  }

  joined(): void {
    this.succeeded++;
    this.recorder.connected++;
    this.#settle();
  }

  ended(established: boolean, cause: string): void {
    if (established) {
      this.recorder.connected--;
      this.refused(cause, nowUs());
      return;
    }
    this.failures.set(cause, (this.failures.get(cause) ?? 0) + 1);
    this.#settle();
  }

  /** Something the target did against the contract, counted by cause. */
  refused(cause: string, atUs: number): void {
    const ending = this.losses.get(cause);
    if (ending) ending.count++;
    else this.losses.set(cause, { cause, count: 1, firstUs: atUs });
  }

  /** Ends all sessions in order; one that is not there yet has failed, not connected `when`. */
  leave(when: string): void {
    this.publisher?.close();
    for (const session of this.sessions) {
      if (session.ready) this.recorder.connected--;
      session.leave(when);
    }
  }

  #settle(): void {
    this.settled++;
    this.onSettled();
  }

  #values(position: number): TemplateValues {
    return { client: this.indices[position]!, group: this.plan.name, run: this.#run.name };
  }
}
