/** What the clients of one group that live in one agent have in common. */
import { nowUs } from '../clock.ts';
import { HeldBytes } from '../held-bytes.ts';
import { isOwnFault } from '../socket/causes.ts';
import type { Destination } from '../socket/destination.ts';
import { authority } from '../socket/target-url.ts';
import type { Layer } from '../socket/wire.ts';
import { fillTemplate, type TemplateValues } from '../template.ts';
import type { WindowTimes } from '../windows.ts';
import { destinationNumber, valuesOf } from './client-values.ts';
import { connectPacket } from './connect-packet.ts';
import { comesBack, filtersOf } from './group.ts';
import type { GroupsRun } from './groups-run.ts';
import { KeepAlive } from './keep-alive.ts';
import type { Link } from './link.ts';
import { subscribePacket } from './packets.ts';
import type { GroupPlan } from './plan.ts';
import type { Publisher } from './publisher.ts';
import type { Publishers } from './publishers.ts';
import { ReadPace } from './read-pace.ts';
import { Recorder } from './recorder.ts';
import type { Requests } from './request/requests.ts';
import type { Responder } from './respond/responder.ts';
import { Returns } from './returns.ts';
import { rolesOf } from './roles.ts';
import { Rounds } from './rounds.ts';
import { Standing } from './standing.ts';
import type { Subscriber } from './subscriber.ts';
import type { Wills } from './wills.ts';

/** In this last share of its stay, at most a second, messages may still be on their way when a client leaves by plan. */
const LEAVES_WITHIN = 0.5;
const LEAVES_WITHIN_US = 1e6;

/** A CONNACK to a client that comes back. */
interface Resumption {
  readonly kept: boolean;
  /** When it was last there. */
  readonly goneUs: number;
  /** When it was to connect. */
  readonly dueUs: number;
  readonly atUs: number;
}

export class GroupSlice {
  readonly plan: GroupPlan;
  readonly #destinations: readonly Destination[];
  /** What a connection is made of below MQTT: to all destinations the same. */
  readonly layers: readonly Layer[];
  /** Of clients in the group, or of the connections that they share; ascending. */
  readonly indices: Uint32Array;
  /** One a client, in the order of `indices`; see Clients. */
  readonly links: Link[] = [];
  readonly recorder: Recorder;
  readonly standing: Standing;
  readonly rounds: Rounds;
  readonly publisher: Publisher | Publishers | null;
  readonly subscriber: Subscriber | null;
  /** Null: nobody comes back. */
  readonly returns: Returns | null;
  /** Null: its clients have none. */
  readonly wills: Wills | null;
  /** Null: its clients answer no requests. */
  readonly responder: Responder | null;
  /** Null: its clients ask nothing. */
  readonly requests: Requests | null;
  /** Null: messages are taken as they come. */
  readonly readPace: ReadPace | null;
  readonly keepAlive: KeepAlive;
  readonly maximumPacketBytes: number;
  readonly held: HeldBytes;
  readonly #run: GroupsRun;
  readonly #filters: ReturnType<typeof filtersOf>;
  /** 0 = its clients are there, or are still to come. */
  leftUs = 0;

  constructor(
    plan: GroupPlan,
    destinations: readonly Destination[],
    indices: Uint32Array,
    windows: number,
    run: GroupsRun,
  ) {
    this.plan = plan;
    this.#destinations = destinations;
    this.layers = destinations[0]!.layers;
    this.indices = indices;
    this.#run = run;
    this.#filters = filtersOf(plan);
    this.maximumPacketBytes = run.maximumPacketBytes;
    this.held = run.held ?? new HeldBytes();
    this.recorder = new Recorder(windows, plan.request !== undefined);
    this.standing = new Standing(this.recorder);
    this.rounds = new Rounds(this.recorder, plan.connect.timeoutMs);
    const returns = comesBack(plan) || plan.takesUp !== undefined;
    this.returns = returns ? new Returns(plan, indices, this.recorder, run) : null;
    this.readPace =
      plan.readPerSecond === undefined ? null : new ReadPace(plan.readPerSecond, indices.length, run.wake);
    this.keepAlive = new KeepAlive(plan.connect.keepAliveS);
    const roles = rolesOf(this, run);
    this.requests = roles.requests;
    this.publisher = roles.publisher;
    this.wills = roles.wills;
    this.responder = roles.responder;
    this.subscriber = roles.subscriber;
  }

  /** `originUs`: first intended time; `endUs`: exclusive. */
  begin(originUs: number, endUs: number, times: WindowTimes): void {
    this.recorder.begin(times);
    this.responder?.begin(times.fromUs[0]!);
    this.publisher?.begin(this.plan.clients, originUs, endUs, times);
    if (this.plan.stopAfterMs !== null) this.subscriber?.leaves(endUs);
  }

  cutShort(atUs: number): void {
    this.recorder.cutShort(atUs);
    this.publisher?.cutShort(atUs);
  }

  /** Whether the broker kept the session of a client that comes back. */
  session(position: number, { kept, goneUs, dueUs, atUs }: Resumption): void {
    const { cleanStart, protocolVersion, sessionExpiryS } = this.plan.connect;
    this.publisher?.reconnected(position);
    // MQTT 3.1.1 has sessions that never expire (OASIS MQTT 3.1.1 3.1.2.4).
    const asked = !cleanStart && (protocolVersion === 4 || atUs - goneUs < sessionExpiryS * 1e6);
    if (kept) {
      this.returns!.kept++;
      this.recorder.returned('resume.connack', dueUs, atUs - dueUs);
      this.subscriber?.absences?.resumed(position, dueUs, atUs);
    } else {
      if (asked) this.returns!.notKept++;
      this.subscriber?.absences?.renewed(position);
      this.publisher?.abandon(position);
    }
  }

  /** Whether the broker kept the session of a client that another group left, and that this one takes up. */
  tookUp(
    position: number,
    kept: boolean,
    { dueUs, atUs }: { readonly dueUs: number; readonly atUs: number },
  ): void {
    if (!kept) {
      this.returns!.notKept++;
      return;
    }
    this.returns!.kept++;
    this.recorder.returned('resume.connack', dueUs, atUs - dueUs);
    this.subscriber?.absences?.resumed(position, dueUs, atUs);
    this.subscriber?.tookUp(position);
  }

  /** A client is connected and subscribed. */
  ready(position: number, atUs: number, returning: boolean): void {
    if (!returning) {
      this.standing.joined();
      return;
    }
    this.standing.returned();
    // Before anything else is sent: what goes again goes first (OASIS MQTT 4.6).
    this.publisher?.back(position, atUs);
    this.subscriber?.absences?.back(position, atUs);
    this.returns!.back(position, atUs);
  }

  /** A connection ended, or an attempt to make one, by no doing of ours. */
  ended(
    position: number,
    cause: string,
    { established, returning }: { readonly established: boolean; readonly returning: boolean },
  ): void {
    const atUs = nowUs();
    if (!established && returning) {
      this.returns!.failed(position, this.#where(position, cause), atUs);
      return;
    }
    this.standing.ended(established, this.#where(position, cause));
    if (!established || !this.plan.connect.reconnect) return;
    this.subscriber?.absences?.away(position, atUs);
    this.returns!.lost(position, atUs);
  }

  /** Of several destinations, which one. What is the generator's own fault has nothing to do with it. */
  #where(position: number, cause: string): string {
    if (this.#destinations.length === 1 || isOwnFault(cause)) return cause;
    const { host, port } = this.destinationOf(position);
    return `${cause} (${authority(host, port)})`;
  }

  /** A client has left by plan. */
  left(position: number, atUs: number, returnUs: number): void {
    this.recorder.connected--;
    const withinUs = Math.min(LEAVES_WITHIN_US, LEAVES_WITHIN * this.plan.cycle!.holdMs * 1000);
    this.subscriber?.absences?.away(position, atUs - withinUs);
    this.returns!.leaves(position, returnUs);
  }

  destinationOf(position: number): Destination {
    return this.#destinations[
      destinationNumber(this.plan, this.indices[position]!, this.#destinations.length)
    ]!;
  }

  connectPacket(position: number): Buffer {
    const will = this.wills?.next(position, nowUs()) ?? null;
    return connectPacket(this.plan, this.valuesOf(position), this.maximumPacketBytes, will);
  }

  subscribePacket(position: number): Buffer | null {
    const list = this.#filters;
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
    return valuesOf(this.plan, this.indices[position]!, this.#run);
  }
}
