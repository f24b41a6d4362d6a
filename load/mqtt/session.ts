/**
 * One client's connection: TCP, CONNECT, SUBSCRIBE, then the group's traffic. Sockets read into one
 * slab shared by all sessions of the process, so an idle connection holds no buffer.
 */
import type { IConnackPacket, IDisconnectPacket, ISubackPacket } from 'mqtt-packet';
import { nowUs } from '../clock.ts';
import { openSocket, SLAB, type SocketOwner } from '../socket/open-socket.ts';
import type { TlsSession } from '../socket/tls-session.ts';
import type { Layer } from '../socket/wire.ts';
import type { TemplateValues } from '../template.ts';
import { acknowledge, writeAcknowledgements } from './acknowledgements.ts';
import { refusesWork } from './broker-limits.ts';
import { type FrameHandler, readFrames } from './frames.ts';
import { grantsOf } from './grants.ts';
import type { GroupSlice } from './group-slice.ts';
import { IncomingAliases } from './incoming-aliases.ts';
import { Link } from './link.ts';
import { CLOSED_BY_BROKER } from './lost-connections.ts';
import { DISCONNECT, DUP, PINGREQ, PUBACK, PUBCOMP, PUBREC, PUBREL, RETAIN } from './packets.ts';
import { PartialFrame } from './partial-frame.ts';
import { type LeavesBy, type Phase, UNFINISHED, UNREADY } from './phase.ts';
import { packetName, readPacket } from './rare-packets.ts';
import { answerText } from './reasons.ts';
import { refusedBytes } from './refused-bytes.ts';

const CONNACK = 0x20;
const SUBACK = 0x90;

export class Session extends Link implements FrameHandler, SocketOwner {
  phase: Phase = 'new';
  /** When the ramp wanted it to connect. */
  intendedUs = 0;
  /** The broker's, when it names one (OASIS MQTT 5 3.2.2.3.14). */
  keepAliveS = 0;
  protected readonly group: GroupSlice;
  protected readonly position: number;
  #startedUs = 0;
  #partial: PartialFrame | null = null;
  protected readUs = 0;
  /** It was there before. */
  #returning = false;
  /** The broker has its subscription. */
  #subscribed = false;
  #goneUs = 0;
  /** Identifiers of QoS 2 messages that came and were not released yet. */
  #unreleased: Set<number> | null = null;
  #aliases: IncomingAliases | null = null;

  constructor(group: GroupSlice, position: number) {
    super();
    this.group = group;
    this.position = position;
  }

  open(intendedUs: number): void {
    this.intendedUs = intendedUs;
    this.#startedUs = nowUs();
    this.#returning = this.group.returns?.isAway(this.position) ?? false;
    this.#partial = null;
    this.#aliases = null;
    this.phase = 'tcp';
    openSocket(this.group.destination, this);
  }

  get values(): TemplateValues {
    return this.group.valuesOf(this.position);
  }

  get tlsSession(): TlsSession | null {
    return this.group.returns?.tlsSessionOf(this.position) ?? null;
  }

  established(layer: Layer): void {
    const atUs = nowUs();
    const { layers } = this.group.destination;
    if (!this.#returning) this.group.recorder.setup(`connect.${layer}`, atUs - this.#startedUs);
    this.#startedUs = atUs;
    this.phase = layers[layers.indexOf(layer) + 1] ?? 'connack';
  }

  opened(): void {
    this.socket!.write(this.group.connectPacket(this.position));
  }

  bytesRead(length: number): void {
    this.readUs = nowUs();
    try {
      // No packet may come before it (OASIS MQTT 3.2).
      if (this.phase === 'connack' && !this.isWithinPacket && SLAB[0]! >> 4 !== CONNACK >> 4)
        throw new Error(`${packetName(SLAB[0]!)} before CONNACK`);
      this.take(length);
    } catch (error) {
      const { cause, disconnect } = refusedBytes(error, this.group);
      this.#partial = null;
      if (disconnect) this.socket?.write(disconnect);
      this.end('lost', cause);
    }
    writeAcknowledgements(this.socket);
  }

  protected get isOver(): boolean {
    return !UNFINISHED.includes(this.phase);
  }

  /** The next bytes continue a packet. */
  protected get isWithinPacket(): boolean {
    return this.#partial !== null;
  }

  /** Reads so many new bytes of the slab. @throws Error on what is no MQTT */
  protected take(length: number): void {
    const from = this.#partial ? this.#complete(this.#partial, length) : 0;
    const end = readFrames(SLAB, from, length, this.group.plan.connect.protocolVersion, this);
    if (end < length)
      this.#partial = new PartialFrame(SLAB.subarray(end, length), this.group.maximumPacketBytes);
  }

  closed(cause: string | null): void {
    this.end('lost', cause ?? CLOSED_BY_BROKER);
  }

  /** Adds what the slab holds to the frame kept apart; returns where the next one begins. */
  #complete(partial: PartialFrame, length: number): number {
    const taken = partial.add(SLAB.subarray(0, length));
    const frame = partial.whole;
    if (frame !== null) {
      this.#partial = null;
      readFrames(frame, 0, frame.length, this.group.plan.connect.protocolVersion, this);
    }
    return taken;
  }

  puback(packetId: number, reasonCode: number): void {
    const refused = reasonCode >= 0x80;
    if (refused) this.group.standing.refused(answerText('PUBACK', reasonCode, 5), this.readUs);
    this.group.publisher?.acknowledged(this.position, packetId, this.readUs, refused);
  }

  /** The broker has the message; until its PUBCOMP the identifier is in use (OASIS MQTT 4.3.3). */
  pubrec(packetId: number, reasonCode: number): void {
    const { publisher, standing } = this.group;
    if (reasonCode >= 0x80) {
      standing.refused(answerText('PUBREC', reasonCode, 5), this.readUs);
      publisher?.acknowledged(this.position, packetId, this.readUs, true);
      return;
    }
    publisher?.taken(this.position, packetId, this.readUs);
    acknowledge(PUBREL, packetId, this.socket);
  }

  pubcomp(packetId: number): void {
    this.group.publisher?.acknowledged(this.position, packetId, this.readUs, false);
  }

  pubrel(packetId: number): void {
    this.#unreleased?.delete(packetId);
    acknowledge(PUBCOMP, packetId, this.socket);
  }

  aliased(alias: number, hasTopic: boolean): void {
    this.#aliases ??= new IncomingAliases(this.group.plan.connect.topicAliasMaximum ?? 0);
    this.#aliases.use(alias, hasTopic);
  }

  publish(frames: Buffer, first: number, qos: number, packetId: number, from: number, to: number): void {
    // A copy of what was delivered already is acknowledged alone (OASIS MQTT 4.3.3).
    const copy = qos === 2 && this.#unreleased?.has(packetId) === true;
    const dup = (first & DUP) !== 0;
    if (!copy && (first & RETAIN) !== 0)
      this.group.subscriber?.flagged(this.position, frames, from, to, this.readUs, dup);
    else if (!copy) this.group.subscriber?.arrived(this.position, frames, from, to, this.readUs, dup);
    if (qos === 0) return;
    if (qos === 2) {
      this.#unreleased ??= new Set();
      this.#unreleased.add(packetId);
    }
    acknowledge(qos === 1 ? PUBACK : PUBREC, packetId, this.socket);
  }

  control(frame: Buffer): void {
    // Every client gets one, and MQTT 3.1.1's is four bytes: no parser for it (OASIS MQTT 3.1.1 3.2).
    if (frame.length === 4 && frame[0] === CONNACK) {
      this.connack(frame[3]!, (frame[2]! & 1) !== 0);
      return;
    }
    readPacket(this.group.plan.connect.protocolVersion, frame, this);
  }

  connack(code: number, sessionPresent: boolean, properties: IConnackPacket['properties'] = {}): void {
    if (this.phase !== 'connack') {
      this.unexpected(CONNACK);
      return;
    }
    if (code !== 0) {
      this.end('failed', answerText('CONNACK', code, this.group.plan.connect.protocolVersion));
      return;
    }
    const group = this.group;
    const { receiveMaximum, serverKeepAlive } = properties;
    this.keepAliveS = serverKeepAlive ?? group.plan.connect.keepAliveS;
    if (serverKeepAlive !== undefined) group.keepAlive.atMost(serverKeepAlive);
    if (receiveMaximum !== undefined) group.publisher?.limitWindow(this.position, receiveMaximum);
    const refused = refusesWork(group.plan, properties);
    if (refused !== null) {
      this.end('failed', refused);
      return;
    }
    const atUs = nowUs();
    const kept = sessionPresent && !group.plan.connect.cleanStart;
    if (!kept) {
      this.#subscribed = false;
      this.#unreleased = null;
    }
    if (this.#returning) {
      group.session(this.position, { kept, goneUs: this.#goneUs, dueUs: this.intendedUs, atUs });
      group.wills?.back(this.position, kept, this.#startedUs);
    } else {
      group.standing.accepted(atUs);
      if (group.plan.takesUp !== undefined)
        group.tookUp(this.position, kept, { dueUs: this.intendedUs, atUs });
      group.recorder.setup('connect.mqtt', atUs - this.#startedUs);
      group.recorder.setup('connect', atUs - this.intendedUs);
    }
    this.#startedUs = atUs;
    const subscribe = this.#subscribed ? null : group.subscribePacket(this.position);
    if (!subscribe) {
      this.#becomeReady(atUs);
      return;
    }
    this.phase = 'suback';
    group.subscriber?.retained.subscribes(this.position, atUs);
    this.socket!.write(subscribe);
  }

  suback(packet: ISubackPacket): void {
    if (this.phase !== 'suback') {
      this.unexpected(SUBACK);
      return;
    }
    const atUs = nowUs();
    const { refused, lowered } = grantsOf(this.group.plan, packet);
    for (const cause of lowered) this.group.standing.refused(cause, atUs);
    if (refused !== null) {
      this.end('failed', refused);
      return;
    }
    this.#subscribed = true;
    if (!this.#returning) {
      this.group.recorder.setup('subscribe.ack', atUs - this.#startedUs);
      this.group.subscriber?.joined(this.position, this.group.owedFromUs(atUs));
    }
    this.#becomeReady(atUs);
  }

  disconnected(packet: IDisconnectPacket): void {
    this.end('lost', `${answerText('DISCONNECT', packet.reasonCode ?? 0, 5)} by the broker`);
  }

  /** A packet that a broker does not send, or not again. */
  unexpected(firstByte: number): void {
    this.end('lost', `protocol error: unexpected ${packetName(firstByte)}`);
  }

  ping(atUs: number): void {
    this.lastWriteUs = atUs;
    this.socket?.write(PINGREQ);
  }

  leave(when: string, how: LeavesBy): void {
    this.end('failed', `not connected ${when}`, UNREADY);
    this.depart(nowUs(), how);
  }

  /** Leaves when it is there; `false` when it is not. */
  depart(atUs: number, how: LeavesBy): boolean {
    if (this.phase !== 'ready') return false;
    this.ready = false;
    this.phase = 'left';
    this.#goneUs = atUs;
    const { wills } = this.group;
    if (how === 'drop') {
      wills?.dropped(this.position, atUs);
      this.socket?.destroy();
    } else {
      wills?.left(this.position);
      this.socket?.end(DISCONNECT);
    }
    return true;
  }

  /** Ends without being counted. */
  abandon(): void {
    this.phase = 'left';
    this.socket?.destroy();
    this.socket = null;
  }

  /** Ends before its time, in one of some phases; `cause` is counted. */
  end(phase: 'failed' | 'lost', cause: string, phases: readonly Phase[] = UNFINISHED): void {
    if (!phases.includes(this.phase)) return;
    const established = this.ready;
    this.ready = false;
    this.phase = established ? 'lost' : phase === 'lost' ? 'failed' : phase;
    this.socket?.destroy();
    if (established) this.#goneUs = nowUs();
    this.group.ended(this.position, cause, { established, returning: this.#returning });
  }

  #becomeReady(atUs: number): void {
    this.phase = 'ready';
    this.ready = true;
    this.lastWriteUs = atUs;
    this.group.ready(this.position, atUs, this.#returning);
  }
}
