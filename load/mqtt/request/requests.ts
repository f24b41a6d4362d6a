/**
 * The requests of one group in one agent: what is open, and what became of each. A reply is matched by client and sequence
 * number; a request is known here before it is written, so that no reply can be faster. Times count from when a request
 * was due.
 */
import { HEADER_BYTES, readClient, readIntendedUs, readRunTag, readSequence } from '../../payload.ts';
import type { Sharing } from '../../schedule.ts';
import { VirtualClients } from '../../virtual-clients.ts';
import { NONE, Pending } from './pending.ts';
import type { RequestRecord } from './record.ts';
import { Turns } from './turns.ts';
import { REPLY_BYTES, readQueueUs, readResponder, readWorkUs } from './wire.ts';

/** The sequence number of requests that ask whether somebody answers; no other has it. */
export const PROBE = 2 ** 32 - 1;

/** Longer than any reply is waited for. */
const RECENT_US = 3_600_000_000;

export interface AskingGroup {
  readonly timeoutUs: number;
  /** Of the whole group. */
  readonly sharing: Sharing;
  /** Numbers of the connections of the slice, ascending. */
  readonly connections: Uint32Array;
  /** Number of client 0 in what payloads carry. */
  readonly firstSender: number;
  readonly runTag: number;
  readonly protocolVersion: 4 | 5;
  /** Of each client, in a closed loop; null = an open one. */
  readonly inflight: number | null;
  /** Packet identifiers of a connection; 0 = requests have QoS 0. */
  readonly packetIds: number;
}

export class Requests {
  readonly record: RequestRecord;
  /** Null: an open loop. */
  readonly turns: Turns | null;
  readonly clients: VirtualClients;
  /** Somebody answered a probe. */
  answered: (() => void) | null = null;
  /** Closed loop: a client of the connection may ask again. */
  over: (position: number, atUs: number) => void = () => {};
  readonly #group: AskingGroup;
  readonly #pending = new Pending();
  /** Open loop: requests of a connection, all clients together. */
  readonly #asked: Uint32Array;
  /** Whose request has a packet identifier, one connection after the other. */
  readonly #clientById: Uint32Array;
  readonly #sequenceById: Uint32Array;

  constructor(group: AskingGroup, record: RequestRecord) {
    const { sharing, connections, inflight, packetIds } = group;
    this.#group = group;
    this.record = record;
    this.clients = new VirtualClients(sharing, connections);
    this.turns = inflight === null ? null : new Turns(sharing, connections, inflight);
    this.#asked = new Uint32Array(connections.length);
    this.#clientById = new Uint32Array(connections.length * packetIds);
    this.#sequenceById = new Uint32Array(connections.length * packetIds);
  }

  /** Before the request is written. `packetId`: 0 with QoS 0. */
  ask(
    position: number,
    client: number,
    sequence: number,
    dueUs: number,
    serviceFromUs: number,
    packetId: number,
  ): void {
    this.#asked[position]!++;
    this.record.shards?.ask(client);
    this.#pending.add(client, sequence, dueUs, serviceFromUs);
    if (packetId === 0) return;
    const at = position * this.#group.packetIds + packetId - 1;
    this.#clientById[at] = client;
    this.#sequenceById[at] = sequence;
  }

  /** The broker did not take it. */
  refused(position: number, packetId: number, atUs: number): void {
    const at = position * this.#group.packetIds + packetId - 1;
    const client = this.#clientById[at]!;
    const place = this.#pending.find(client, this.#sequenceById[at]!);
    // Somebody may have answered all the same, or it was given up.
    if (place === NONE || !this.#pending.isWaiting(place)) return;
    this.record.count('refused', this.#pending.dueUs[place]!);
    this.#pending.remove(place);
    this.#over(position, client, atUs);
  }

  /** A reply, whose payload is in `frames[from, to)`. `correlationAt`: 16 bytes of correlation data; -1 = it has none. */
  arrived(
    position: number,
    frames: Buffer,
    correlationAt: number,
    from: number,
    to: number,
    atUs: number,
  ): void {
    this.record.arrived++;
    const { runTag, protocolVersion, firstSender, timeoutUs } = this.#group;
    const hasHeader = to - from >= HEADER_BYTES;
    const at = protocolVersion === 5 ? correlationAt : hasHeader ? from : -1;
    if (at < 0) {
      this.record.stray('unknown', atUs);
      return;
    }
    if (readRunTag(frames, at) !== runTag) {
      this.record.stray('foreign', atUs);
      return;
    }
    // Somebody else's correlation data, or another's payload: neither request has its reply.
    const mixed =
      at !== from &&
      hasHeader &&
      readRunTag(frames, from) === runTag &&
      isRecent(readIntendedUs(frames, from), atUs) &&
      !isSame(frames, at, from);
    if (mixed) {
      this.record.stray('unknown', atUs);
      return;
    }
    const client = readClient(frames, at) - firstSender;
    const sequence = readSequence(frames, at);
    const place = this.clients.placeOf(position, client);
    if (place < 0) {
      // It is nobody's, or it reached a connection that did not ask.
      const { clients } = this.#group.sharing;
      this.record.stray(client >= 0 && client < clients ? 'foreign' : 'unknown', atUs);
      return;
    }
    if (sequence === PROBE) {
      this.answered?.();
      return;
    }
    const pending = this.#pending.find(client, sequence);
    if (pending === NONE) {
      const known = this.#wasAsked(position, place, sequence);
      if (known) this.record.count('duplicated', readIntendedUs(frames, at));
      else this.record.stray('unknown', atUs);
      return;
    }
    const dueUs = this.#pending.dueUs[pending]!;
    const serviceFromUs = this.#pending.serviceFromUs[pending]!;
    if (this.#pending.isWaiting(pending) && atUs > dueUs + timeoutUs) this.#giveUp(pending, atUs);
    if (!this.#pending.isWaiting(pending)) {
      this.record.late(dueUs);
      this.#pending.remove(pending);
      return;
    }
    this.#pending.remove(pending);
    this.record.inTime(dueUs, serviceFromUs, atUs);
    this.record.shards?.match(client);
    if (to - from >= REPLY_BYTES && (at === from || isSame(frames, at, from))) {
      const queueUs = readQueueUs(frames, from);
      const workUs = readWorkUs(frames, from);
      // A reply in time took no longer than the time-out. One that tells of more is no tidemark's: an echo of the request.
      if (queueUs + workUs <= timeoutUs)
        this.record.parts(dueUs, atUs - serviceFromUs, queueUs, workUs, readResponder(frames, from));
    }
    this.#over(position, client, atUs);
  }

  /** When somebody is given up next; Infinity = nobody waits. */
  get nextUs(): number {
    const { oldest } = this.#pending;
    return oldest === NONE ? Number.POSITIVE_INFINITY : this.#pending.dueUs[oldest]! + this.#group.timeoutUs;
  }

  /** Gives up what nobody answered in time. */
  turn(untilUs: number): void {
    while (this.nextUs < untilUs) this.#giveUp(this.#pending.oldest, untilUs);
  }

  #giveUp(place: number, atUs: number): void {
    const { connections } = this.#group.sharing;
    this.#pending.giveUp(place);
    this.record.timedOut(
      this.#pending.dueUs[place]!,
      this.#pending.serviceFromUs[place]!,
      this.#group.timeoutUs,
    );
    if (this.turns === null) return;
    const client = this.#pending.clientOf(place);
    this.#over(this.#positionOf(client % connections), client, atUs);
  }

  /** Its client may ask again, in a closed loop. */
  #over(position: number, client: number, atUs: number): void {
    if (this.turns === null) return;
    this.turns.give(position, this.clients.placeOf(position, client));
    this.over(position, atUs);
  }

  /** Numbers of connections ascend in equal steps: see `sliceOf`. */
  #positionOf(connection: number): number {
    const { connections } = this.#group;
    if (connections.length < 2) return 0;
    return (connection - connections[0]!) / (connections[1]! - connections[0]!);
  }

  #wasAsked(position: number, place: number, sequence: number): boolean {
    const asked =
      this.turns === null
        ? this.clients.sentBy(position, place, this.#asked[position]!)
        : this.turns.asked(position, place);
    return sequence < asked;
  }
}

/**
 * Any two bytes may be the tag of a run, and a responder of another kind may send what it likes: its text is no header with
 * a time like this.
 */
const isRecent = (intendedUs: number, atUs: number): boolean =>
  intendedUs <= atUs && atUs - intendedUs < RECENT_US;

/** Whether two headers are those of one request. */
const isSame = (frames: Buffer, a: number, b: number): boolean =>
  readClient(frames, a) === readClient(frames, b) && readSequence(frames, a) === readSequence(frames, b);
