/**
 * The publishing clients of one group in one agent. Flat arrays by position in the slice: nothing
 * is allocated, timed or closed over per message or client. Where clients share connections, a position is a connection's.
 */
import { nowUs } from '../clock.ts';
import { type Cadence, cadenceOf, intendedUs, Walk } from '../schedule.ts';
import { VirtualClients } from '../virtual-clients.ts';
import type { WindowTimes } from '../windows.ts';
import type { RunValues } from './client-values.ts';
import { ClosedSpans } from './closed-spans.ts';
import { sharingOf } from './group.ts';
import type { Link } from './link.ts';
import { type Outgoing, outgoingOf } from './outgoing.ts';
import { packetAgain } from './packet-again.ts';
import type { GroupPlan, PublishPlan } from './plan.ts';
import type { PublisherAccount } from './publisher-account.ts';
import type { Recorder } from './recorder.ts';
import { PROBE, type Requests } from './request/requests.ts';
import { sharedOutgoing } from './shared-outgoing.ts';
import { type Beside, Window } from './window.ts';

const EMPTY = Buffer.alloc(0);
const OWN_LATE_US = 50_000;

export class Publisher {
  readonly #plan: PublishPlan;
  readonly #group: GroupPlan;
  readonly #clients: VirtualClients;
  /** Null: nobody waits for replies. */
  readonly #requests: Requests | null;
  readonly #recorder: Recorder;
  readonly #indices: Uint32Array;
  readonly #links: readonly Link[];
  readonly #outgoing: readonly Outgoing[];
  readonly #next: Uint32Array;
  readonly #due: Uint32Array;
  /** Null: QoS 0, which nobody acknowledges. */
  readonly #window: Window | null;
  /** Since when nothing but us keeps this client from sending. */
  readonly #freeSinceUs: Float64Array;
  readonly #socketFull: Uint8Array;
  /** Identifiers up to this one are another publisher's of the same clients. */
  readonly #idsBefore: number;
  /** Null: an open loop, whose messages follow from the plan. */
  #spans: ClosedSpans | null = null;
  #cadence: Cadence | null = null;
  #walk: Walk | null = null;
  /** Closed loop: clients whose window was filled once. */
  #started = 0;
  /** Of a client at most. */
  readonly #messages: number;
  #originUs = 0;
  #endUs = 0;
  #blocked: Uint8Array | null = null;
  /** When a message went out that was late by more than a moment, and by our doing. */
  lastOwnLateUs = 0;

  constructor(
    group: GroupPlan,
    publish: PublishPlan,
    indices: Uint32Array,
    links: readonly Link[],
    recorder: Recorder,
    run: RunValues & { readonly tag: number },
    beside: Beside | null = null,
    requests: Requests | null = null,
  ) {
    this.#requests = requests;
    if (requests) requests.over = (position, atUs) => this.free(position, atUs);
    this.#plan = publish;
    this.#group = group;
    this.#clients = new VirtualClients(sharingOf(group), indices);
    this.#messages = publish.messages ?? Number.POSITIVE_INFINITY;
    this.#recorder = recorder;
    this.#indices = indices;
    this.#links = links;
    const n = indices.length;
    const own = group.connections === undefined && requests === null;
    this.#outgoing = (own ? outgoingOf : sharedOutgoing)(group, publish, indices, run);
    this.#window = publish.qos === 0 ? null : new Window(group, publish, n, beside);
    this.#idsBefore = beside?.idsBefore ?? 0;
    this.#next = new Uint32Array(n);
    this.#due = new Uint32Array(n);
    this.#freeSinceUs = new Float64Array(n);
    this.#socketFull = new Uint8Array(n);
  }

  /** The highest identifier that its packets have; that of the publisher before where they have none. */
  get lastPacketId(): number {
    return this.#window?.lastPacketId ?? this.#idsBefore;
  }

  /** The broker accepts no more unacknowledged messages than this (OASIS MQTT 5 3.2.2.3.3). */
  limitWindow(position: number, receiveMaximum: number): void {
    this.#window?.limit(position, receiveMaximum);
  }

  /** Publishing goes on from `originUs` until `endUs` (exclusive), by intended time. */
  begin(clients: number, originUs: number, endUs: number, times: WindowTimes): void {
    this.#originUs = originUs;
    this.#endUs = endUs;
    const { pace } = this.#plan;
    if (pace.model === 'open') {
      this.#cadence = cadenceOf(pace, clients, { originUs, measureStartUs: times.fromUs[0]! });
      this.#walk = new Walk(this.#cadence, this.#indices, endUs, this.#plan.messages, sharingOf(this.#group));
    } else {
      this.#started = 0;
      this.#spans = new ClosedSpans(times, this.#indices.length);
    }
  }

  /** Nothing from `atUs` on is sent any more. */
  cutShort(atUs: number): void {
    this.#endUs = Math.min(this.#endUs, atUs);
    this.#walk?.endAt(atUs);
  }

  /** When `turn` has work next; Infinity = never. */
  get nextUs(): number {
    const givesUpUs = this.#requests?.nextUs ?? Number.POSITIVE_INFINITY;
    return Math.min(this.#sendsUs, givesUpUs);
  }

  get #sendsUs(): number {
    if (this.#walk) return this.#walk.nextUs;
    return this.#endUs > 0 && this.#started < this.#indices.length
      ? this.#originUs
      : Number.POSITIVE_INFINITY;
  }

  /** Sends what is due, at most `budget` messages so that reads get their turn. */
  turn(dueUntilUs: number, budget: number): void {
    this.#requests?.turn(dueUntilUs);
    const walk = this.#walk;
    if (walk) {
      for (let left = budget; left > 0 && walk.nextUs <= dueUntilUs; left--) {
        const position = walk.position;
        this.#due[position]!++;
        // One that has more due than this waits for the target already.
        if (
          this.#due[position]! - this.#next[position]! === 1 &&
          this.#canSend(position) &&
          this.#socketTakes(position)
        )
          this.#send(position);
        walk.advance();
      }
    } else if (this.#sendsUs <= dueUntilUs) {
      for (let left = budget; left > 0 && this.#started < this.#indices.length; left--)
        this.free(this.#started++, dueUntilUs);
    }
  }

  /** The broker has a QoS 2 message: PUBREC. Its place in the window is free at the PUBCOMP (OASIS MQTT 5 4.9). */
  taken(position: number, packetId: number, atUs: number): void {
    const window = this.#window;
    const place = window?.placeOf(position, packetId) ?? -1;
    if (!window || place < 0) return;
    if (window.memory) window.memory.taken[place] = 1;
    this.#recorder.taken(window.intendedUs[place]!, atUs);
  }

  /** A refused message is answered, not acknowledged. */
  acknowledged(position: number, packetId: number, atUs: number, refused: boolean): void {
    const window = this.#window;
    const place = window?.placeOf(position, packetId) ?? -1;
    if (!window || place < 0) return;
    const serviceFromUs = window.serviceFromUs[place]!;
    window.release(position, place);
    if (refused) this.#requests?.refused(position, packetId, atUs);
    if (!refused) this.#recorder.acknowledged(window.intendedUs[place]!, serviceFromUs, atUs);
    this.free(position, atUs);
  }

  /** Its session is gone, and what was not acknowledged with it. */
  abandon(position: number): void {
    this.#window?.abandon(position);
  }

  /** It has a new connection, on which nothing was sent yet. */
  reconnected(position: number): void {
    this.#outgoing[position]!.reconnected?.();
  }

  /** It is connected again: what was not acknowledged goes again, then whatever waited. */
  back(position: number, atUs: number): void {
    const window = this.#window;
    if (window)
      for (const place of window.toSendAgain(position))
        this.#links[position]!.socket!.write(
          packetAgain(position, place, window, this.#outgoing[position]!, this.#clients),
        );
    this.free(position, atUs);
  }

  /** The client may send again: whatever waited goes now. */
  free(position: number, sinceUs: number): void {
    if (!this.#pending(position, sinceUs)) return;
    this.#freeSinceUs[position] = sinceUs;
    while (this.#pending(position, sinceUs) && this.#canSend(position) && this.#socketTakes(position))
      this.#send(position);
  }

  /** No more is sent. Who could have sent what is still due is decided now, while the sessions are there. */
  close(): void {
    if (this.#blocked) return;
    this.#requests?.turn(nowUs());
    this.#blocked = Uint8Array.from(this.#indices, (_, position) =>
      this.#canSend(position) && this.#links[position]!.socket!.writableLength === 0 ? 0 : 1,
    );
    this.#walk = null;
    this.#endUs = 0;
  }

  /** Asks whether somebody answers. */
  probe(position: number): void {
    const packetId = this.#window === null ? 0 : this.#window.lastPacketId + 1;
    const client = this.#clients.clientOf(position, 0);
    const packet = this.#outgoing[position]!.packetFor(packetId, nowUs(), PROBE, 0, client);
    this.#links[position]!.socket!.write(Buffer.from(packet));
  }

  account(): PublisherAccount {
    this.close();
    return {
      sent: this.#next,
      blocked: this.#blocked!,
      closedFrom: this.#spans?.from ?? [],
      closedTo: this.#spans?.to ?? [],
      unacknowledged: this.#window?.unacknowledged ?? 0,
      again: this.#window?.memory?.again ?? new Map(),
    };
  }

  #pending(position: number, atUs: number): boolean {
    if (this.#walk) return this.#due[position]! > this.#next[position]!;
    if (this.#requests?.turns?.isOpen(position) === false) return false;
    return atUs < this.#endUs && this.#next[position]! < this.#messages;
  }

  #canSend(position: number): boolean {
    return (
      this.#links[position]!.ready &&
      this.#socketFull[position] === 0 &&
      this.#window?.room(position) !== false
    );
  }

  #send(position: number): void {
    const n = this.#next[position]!;
    const turns = this.#requests?.turns ?? null;
    const turn = turns === null ? n : turns.take(position);
    const client = this.#clients.clientOf(position, turn);
    const sequence = turns === null ? this.#clients.sequenceOf(position, n) : turns.number(position, turn);
    const writtenUs = nowUs();
    const cadence = this.#cadence;
    const dueUs = cadence ? intendedUs(cadence, client, sequence) : writtenUs;
    // Late by the target's doing is not lag: it counts from when the client could send.
    const lagUs = Math.max(0, writtenUs - Math.max(dueUs, this.#freeSinceUs[position]!));
    this.#next[position] = n + 1;
    if (lagUs > OWN_LATE_US) this.lastOwnLateUs = writtenUs;
    const packetId = this.#window?.take(position, n, dueUs, dueUs + lagUs) ?? 0;
    const packet = this.#outgoing[position]!.packetFor(packetId, dueUs, sequence, lagUs, client);
    // Before it is written: no reply can be faster.
    this.#requests?.ask(position, client, sequence, dueUs, dueUs + lagUs, packetId);
    this.#spans?.sent(position, n, dueUs);
    this.#recorder.sent(dueUs, lagUs, writtenUs);
    const link = this.#links[position]!;
    link.lastWriteUs = writtenUs;
    link.socket!.write(packet);
  }

  /**
   * Once the kernel took all of what was written, the buffer is ours again; until then it must not be touched. A TLS socket
   * says so in the next turn of the loop at the earliest, mostly before the client has something to send again.
   */
  #socketTakes(position: number): boolean {
    if (this.#links[position]!.socket!.writableLength === 0) return true;
    this.#waitForSocket(position);
    return false;
  }

  /** Rare: a closure here costs only clients whose socket is full. */
  #waitForSocket(position: number): void {
    this.#socketFull[position] = 1;
    this.#links[position]!.socket!.write(EMPTY, () => {
      this.#socketFull[position] = 0;
      this.free(position, nowUs());
    });
  }
}
