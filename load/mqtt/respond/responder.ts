/**
 * The responding clients of one group in one agent: a pool of workers behind all their connections. What one read brings
 * is answered in one write. Nothing is allocated, timed or closed over per request.
 */
import { nowUs } from '../../clock.ts';
import { REPLY_BYTES } from '../request/wire.ts';
import { HeldRequests } from './held-requests.ts';
import { IncomingRequest, type Unanswerable } from './incoming-request.ts';
import { Outbox, type Way } from './outbox.ts';
import type { RespondPlan } from './plan.ts';
import { NOBODY, Pool } from './pool.ts';
import { PADDING, replyHeadBytes, writeDurations, writeReplyHead } from './reply.ts';
import type { Decision } from './scaling.ts';
import { type RespondAccount, type RespondCounts, type RespondSecond, Tally } from './tally.ts';
import { Timetable } from './timetable.ts';

/** Work that keeps the CPU busy gives way to reads after so long. */
const BUSY_TURN_US = 5000;

export interface Connection extends Way {
  /** Reads nothing, or reads on. */
  rest(resting: boolean): void;
}

export interface RespondingGroup {
  readonly plan: RespondPlan;
  readonly protocolVersion: 4 | 5;
  /** The number of its first connection in what replies say. */
  readonly firstNumber: number;
  readonly indices: Uint32Array;
  /** Something is due sooner than was known. */
  readonly wake: () => void;
  readonly onDecision?: (decision: Decision) => void;
}

export class Responder {
  readonly pool: Pool;
  readonly tally: Tally;
  readonly #group: RespondingGroup;
  readonly #plan: RespondPlan;
  readonly #held = new HeldRequests();
  readonly #request = new IncomingRequest();
  /** Requests that are worked on, by when that is over. */
  readonly #work: Timetable;
  readonly #outboxes: Outbox[] = [];
  /** Connections with replies that are to be written. */
  readonly #unwritten = new Set<number>();
  readonly #reply: { protocolVersion: 4 | 5; payloadBytes: number; number: number };
  #connections: readonly Connection[] = [];
  #resting = false;
  #measureStartUs = 0;

  constructor(group: RespondingGroup) {
    const { plan, protocolVersion } = group;
    this.#group = group;
    this.#plan = plan;
    this.pool = new Pool(plan.pool);
    this.tally = new Tally(plan.pool.min);
    this.#work = new Timetable();
    this.#reply = { protocolVersion, payloadBytes: plan.payloadBytes, number: 0 };
  }

  /** One a client, by position. */
  serve(connections: readonly Connection[]): void {
    this.#connections = connections;
    for (const connection of connections) this.#outboxes.push(new Outbox(connection));
  }

  /** Nothing waits, nothing is worked on, and all replies are written. */
  get isIdle(): boolean {
    return this.#held.count === 0 && this.#outboxes.every(({ waiting }) => waiting === 0);
  }

  begin(measureStartUs: number): void {
    this.#measureStartUs = measureStartUs;
  }

  counts(): RespondCounts {
    return this.tally.counts(this.pool);
  }

  takeSecond(): RespondSecond {
    return this.tally.takeSecond(this.pool, this.#measureStartUs);
  }

  account(): RespondAccount {
    return this.tally.account(this.pool);
  }

  /** Of one read, whose requests were all handed over; `position` is the connection that was read. */
  readEnds(position: number): void {
    if (this.#outboxes[position]!.waiting > 0) this.#flush();
    if (!this.pool.isFull || this.#plan.pool.onFull === 'drop') return;
    // One that was made anew meanwhile reads until it is told.
    if (this.#resting) this.#connections[position]!.rest(true);
    else this.#rest(true);
  }

  /** Its properties are in `frames[propertiesFrom, from)`, its payload is in `frames[from, to)`. */
  arrived(
    position: number,
    frames: Buffer,
    propertiesFrom: number,
    from: number,
    to: number,
    atUs: number,
  ): void {
    const unanswerable = this.#request.read(frames, propertiesFrom, from, to);
    if (unanswerable !== null) {
      this.#refuse(unanswerable);
      return;
    }
    this.tally.requests++;
    const { protocolVersion } = this.#group;
    const held = this.#held;
    const bytes = replyHeadBytes(this.#request, protocolVersion, this.#plan.payloadBytes);
    const request = held.add(position, bytes, this.#request.hasHeader, atUs);
    if (request === NOBODY) {
      this.pool.dropped++;
      return;
    }
    this.#reply.number = this.#group.firstNumber + this.#group.indices[position]!;
    writeReplyHead(held.headOf(request), held.headAt(request), frames, this.#request, this.#reply);
    const looked = this.pool.nextUs;
    const arrival = this.pool.arrive(request, atUs);
    if (arrival === 'dropped') held.remove(request);
    else if (arrival === 'taken') this.#begin(request, atUs);
    this.tally.queued(this.pool.queued);
    if (this.pool.nextUs < looked) this.#group.wake();
  }

  /** A connection is gone, and with it what was not written to it. */
  lost(position: number): void {
    this.tally.unsent += this.#outboxes[position]!.clear();
  }

  /** When `turn` has work next; Infinity = never. */
  get nextUs(): number {
    return Math.min(this.#work.nextUs, this.pool.nextUs);
  }

  turn(untilUs: number): void {
    const { kind } = this.#plan.work;
    const beganUs = nowUs();
    let atUs = beganUs;
    while (this.#work.nextUs <= untilUs) {
      const request = this.#work.take();
      if (kind === 'cpu') atUs = spin(this.#plan.work.us);
      this.#finish(request, atUs);
      this.#takeAll(atUs);
      if (atUs - beganUs > BUSY_TURN_US) break;
    }
    if (this.pool.nextUs <= untilUs) {
      const decision = this.pool.look(atUs);
      if (decision) this.#decided(decision);
      this.#takeAll(atUs);
    }
    this.#flush();
    if (this.#resting && !this.pool.isFull) this.#rest(false);
  }

  #decided(decision: Decision): void {
    this.tally.decided(decision);
    this.#group.onDecision?.(decision);
  }

  #takeAll(atUs: number): void {
    for (let request = this.pool.take(atUs); request !== NOBODY; request = this.pool.take(atUs))
      this.#begin(request, atUs);
  }

  #begin(request: number, atUs: number): void {
    this.#held.startedUs[request] = atUs;
    this.tally.working(this.pool.busy);
    const { work } = this.#plan;
    if (work.kind === 'none') {
      this.#finish(request, atUs);
      return;
    }
    const first = this.#work.nextUs;
    this.#work.add(request, work.kind === 'sleep' ? atUs + work.us : atUs);
    if (this.#work.nextUs < first) this.#group.wake();
  }

  #finish(request: number, atUs: number): void {
    const held = this.#held;
    const position = this.#writable(held.positionOf(request));
    const startedUs = held.startedUs[request]!;
    const queueUs = startedUs - held.arrivedUs[request]!;
    const { payloadBytes } = this.#plan;
    const bytes = held.headBytesOf(request);
    const outbox = position === NOBODY ? null : this.#outboxes[position]!;
    if (!outbox?.hasRoom(bytes + payloadBytes - REPLY_BYTES)) this.tally.unsent++;
    else {
      const at = outbox.reserve(bytes + payloadBytes - REPLY_BYTES);
      const from = held.headAt(request);
      held.headOf(request).copy(outbox.buffer, at, from, from + bytes);
      if (held.hasHeader(request)) writeDurations(outbox.buffer, at + bytes, queueUs, atUs - startedUs);
      outbox.buffer.fill(PADDING, at + bytes, at + bytes + payloadBytes - REPLY_BYTES);
      this.#unwritten.add(position);
      this.tally.replied(queueUs, atUs - startedUs);
    }
    held.remove(request);
    this.pool.done();
  }

  /** The connection over which a reply goes: that of its request, or another one while that is gone. */
  #writable(position: number): number {
    if (this.#connections[position]!.ready) return position;
    return this.#connections.findIndex(({ ready }) => ready);
  }

  #refuse(why: Unanswerable): void {
    this.tally.unanswerable[why] = (this.tally.unanswerable[why] ?? 0) + 1;
  }

  #flush(): void {
    for (const position of this.#unwritten) {
      const outbox = this.#outboxes[position]!;
      outbox.flush();
      this.#connections[position]!.lastWriteUs = nowUs();
    }
    this.#unwritten.clear();
  }

  #rest(resting: boolean): void {
    this.#resting = resting;
    for (const connection of this.#connections) connection.rest(resting);
  }
}

/** Keeps the CPU busy; returns when it is over. */
function spin(us: number): number {
  const untilUs = nowUs() + us;
  let atUs = nowUs();
  while (atUs < untilUs) atUs = nowUs();
  return atUs;
}
