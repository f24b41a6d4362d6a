/** What the clients of one group that live in one agent have in common. */
import type { RunIdentity } from '../kind.ts';
import type { Destination } from '../socket/destination.ts';
import { fillTemplate, type TemplateValues } from '../template.ts';
import type { WindowTimes } from '../windows.ts';
import { connectPacket } from './connect-packet.ts';
import type { Link } from './link.ts';
import { subscribePacket } from './packets.ts';
import type { Payload } from './payload/plan.ts';
import { type GroupPlan, subscriptionsOf } from './plan.ts';
import { Publisher } from './publisher.ts';
import { Recorder } from './recorder.ts';
import { Standing } from './standing.ts';
import { Subscriber } from './subscriber.ts';

/** What the clients of all groups have in common. */
export interface GroupsRun extends RunIdentity {
  /** Of the whole plan. */
  readonly clients: number;
  /** Of all publishers. */
  readonly payloads: readonly Payload[];
  /** Larger ones end the connection. */
  readonly maximumPacketBytes: number;
}

export class GroupSlice {
  readonly plan: GroupPlan;
  readonly destination: Destination;
  /** Index in the group, ascending. */
  readonly indices: Uint32Array;
  /** One a client, in the order of `indices`; see Clients. */
  readonly links: Link[] = [];
  readonly recorder: Recorder;
  readonly standing: Standing;
  readonly publisher: Publisher | null;
  readonly subscriber: Subscriber | null;
  readonly maximumPacketBytes: number;
  readonly #run: GroupsRun;

  constructor(
    plan: GroupPlan,
    destination: Destination,
    indices: Uint32Array,
    windows: number,
    run: GroupsRun,
  ) {
    this.plan = plan;
    this.destination = destination;
    this.indices = indices;
    this.#run = run;
    this.maximumPacketBytes = run.maximumPacketBytes;
    this.recorder = new Recorder(windows);
    this.standing = new Standing(this.recorder);
    this.publisher = plan.publish
      ? new Publisher(plan, plan.publish, indices, this.links, this.recorder, run)
      : null;
    const subscriptions = subscriptionsOf(plan);
    this.subscriber =
      subscriptions.length > 0 ? new Subscriber(plan, subscriptions, indices, this.recorder, run) : null;
  }

  /** `originUs`: first intended time; `endUs`: exclusive. */
  begin(originUs: number, endUs: number, times: WindowTimes): void {
    this.recorder.begin(times);
    this.publisher?.begin(this.plan.clients, originUs, endUs, times);
    if (this.plan.stopAfterMs !== null) this.subscriber?.leaves(endUs);
  }

  cutShort(atUs: number): void {
    this.recorder.cutShort(atUs);
    this.publisher?.cutShort(atUs);
  }

  connectPacket(position: number): Buffer {
    return connectPacket(this.plan, this.valuesOf(position), this.maximumPacketBytes);
  }

  subscribePacket(position: number): Buffer | null {
    const list = subscriptionsOf(this.plan);
    if (list.length === 0) return null;
    const values = this.valuesOf(position);
    return subscribePacket(
      list.map((one) => ({ ...one, filter: fillTemplate(one.filter, values) })),
      this.plan.connect.protocolVersion,
    );
  }

  /** Groups that are there from the barrier on are owed everything. */
  owedFromUs(subackUs: number): number {
    return this.plan.startAfterMs === null ? 0 : Math.ceil(subackUs);
  }

  valuesOf(position: number): TemplateValues {
    return { client: this.indices[position]!, group: this.plan.name, run: this.#run.name };
  }
}
