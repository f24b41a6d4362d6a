/**
 * One client's connection: TCP, CONNECT, SUBSCRIBE, then the group's traffic. Sockets read into one
 * slab shared by all sessions of the process, so an idle connection holds no buffer.
 */
import type { IConnackPacket, IDisconnectPacket, ISubackPacket } from 'mqtt-packet';
import { nowUs } from '../clock.ts';
import { openSocket, SLAB, type SocketOwner } from '../socket/open-socket.ts';
import type { Layer } from '../socket/wire.ts';
import type { TemplateValues } from '../template.ts';
import { type FrameHandler, frameBytes, readFrames } from './frames.ts';
import type { GroupSlice } from './group-slice.ts';
import { Link } from './link.ts';
import { CLOSED_BY_BROKER } from './lost-connections.ts';
import {
  ACK_BYTES,
  DISCONNECT,
  DUP,
  PACKET_TOO_LARGE,
  PINGREQ,
  PUBACK,
  PUBCOMP,
  PUBREC,
  PUBREL,
  RETAIN,
} from './packets.ts';
import { subscriptionsOf } from './plan.ts';
import { packetName, readPacket } from './rare-packets.ts';
import { answerText } from './reasons.ts';

/** Acknowledgements of one read go out in one write. */
let acks = Buffer.allocUnsafeSlow(16 * 1024);
let acksLength = 0;

const CONNACK = 0x20;
const SUBACK = 0x90;

/** What it waits for, or where it ended. */
type Phase = 'new' | Layer | 'connack' | 'suback' | 'ready' | 'failed' | 'lost' | 'left';
const UNREADY: readonly Phase[] = ['new', 'tcp', 'tls', 'ws', 'connack', 'suback'];
const UNFINISHED: readonly Phase[] = [...UNREADY, 'ready'];

class PacketTooLarge extends Error {}

export class Session extends Link implements FrameHandler, SocketOwner {
  phase: Phase = 'new';
  /** When the ramp wanted it to connect. */
  intendedUs = 0;
  /** The broker's, when it names one (OASIS MQTT 5 3.2.2.3.14). */
  keepAliveS = 0;
  readonly #group: GroupSlice;
  readonly #position: number;
  #startedUs = 0;
  /** A frame that came in part: whole length when its header has been read, else just what there is. */
  #partial: Buffer | null = null;
  #partialBytes = 0;
  #readUs = 0;
  /** It was there before. */
  #returning = false;
  /** The broker has its subscription. */
  #subscribed = false;
  #goneUs = 0;
  /** Identifiers of QoS 2 messages that came and were not released yet. */
  #unreleased: Set<number> | null = null;

  constructor(group: GroupSlice, position: number) {
    super();
    this.#group = group;
    this.#position = position;
  }

  open(intendedUs: number): void {
    this.intendedUs = intendedUs;
    this.#startedUs = nowUs();
    this.#returning = this.#group.returns?.isAway(this.#position) ?? false;
    this.#partial = null;
    this.phase = 'tcp';
    openSocket(this.#group.destination, this);
  }

  get values(): TemplateValues {
    return this.#group.valuesOf(this.#position);
  }

  established(layer: Layer): void {
    const atUs = nowUs();
    const { layers } = this.#group.destination;
    if (!this.#returning) this.#group.recorder.setup(`connect.${layer}`, atUs - this.#startedUs);
    this.#startedUs = atUs;
    this.phase = layers[layers.indexOf(layer) + 1] ?? 'connack';
  }

  opened(): void {
    this.socket!.write(this.#group.connectPacket(this.#position));
  }

  bytesRead(length: number): void {
    this.#readUs = nowUs();
    try {
      // No packet may come before it (OASIS MQTT 3.2).
      if (this.phase === 'connack' && !this.#partial && SLAB[0]! >> 4 !== CONNACK >> 4)
        throw new Error(`${packetName(SLAB[0]!)} before CONNACK`);
      const from = this.#partial ? this.#complete(this.#partial, length) : 0;
      const end = readFrames(SLAB, from, length, this.#group.plan.connect.protocolVersion, this);
      if (end < length) this.#keep(SLAB.subarray(end, length));
    } catch (error) {
      if (error instanceof PacketTooLarge) this.#refuseLarge(this.#group);
      this.end('lost', `protocol error: ${error instanceof Error ? error.message : error}`);
    }
    if (acksLength > 0) this.#writeAcks();
  }

  closed(cause: string | null): void {
    this.end('lost', cause ?? CLOSED_BY_BROKER);
  }

  /** The slab is everybody's: what is incomplete is kept apart, in a buffer that will hold the whole frame. */
  #keep(part: Buffer): void {
    const bytes = frameBytes(part);
    if (bytes !== null && bytes > this.#group.maximumPacketBytes) throw new PacketTooLarge();
    this.#partial = bytes === null ? Buffer.from(part) : Buffer.allocUnsafe(bytes);
    if (bytes !== null) part.copy(this.#partial);
    this.#partialBytes = part.length;
  }

  /** It would be kept in memory until its end has come. */
  #refuseLarge({ plan, maximumPacketBytes }: GroupSlice): void {
    this.#partial = null;
    if (plan.connect.protocolVersion === 5) this.socket?.write(PACKET_TOO_LARGE);
    this.end(
      'lost',
      `the broker sent a packet of more than ${maximumPacketBytes.toLocaleString('en-US')} bytes`,
    );
  }

  /** Adds what the slab holds to the frame kept apart; returns where the next one begins. */
  #complete(partial: Buffer, length: number): number {
    if (frameBytes(partial.subarray(0, this.#partialBytes)) === null) {
      // Not even its length is known: a few bytes.
      const joined = Buffer.concat([partial, SLAB.subarray(0, length)]);
      const bytes = frameBytes(joined);
      if (bytes === null) {
        this.#keep(joined);
        return length;
      }
      const taken = Math.min(bytes, joined.length) - partial.length;
      this.#keep(joined.subarray(0, partial.length + taken));
      return this.#finish(taken);
    }
    const taken = SLAB.copy(partial, this.#partialBytes, 0, length);
    this.#partialBytes += taken;
    return this.#finish(taken);
  }

  #finish(taken: number): number {
    const frame = this.#partial!;
    if (this.#partialBytes === frame.length) {
      this.#partial = null;
      readFrames(frame, 0, frame.length, this.#group.plan.connect.protocolVersion, this);
    }
    return taken;
  }

  puback(packetId: number, reasonCode: number): void {
    const refused = reasonCode >= 0x80;
    if (refused) this.#group.standing.refused(answerText('PUBACK', reasonCode, 5), this.#readUs);
    this.#group.publisher?.acknowledged(this.#position, packetId, this.#readUs, refused);
  }

  /** The broker has the message; until its PUBCOMP the identifier is in use (OASIS MQTT 4.3.3). */
  pubrec(packetId: number, reasonCode: number): void {
    const { publisher, standing } = this.#group;
    if (reasonCode >= 0x80) {
      standing.refused(answerText('PUBREC', reasonCode, 5), this.#readUs);
      publisher?.acknowledged(this.#position, packetId, this.#readUs, true);
      return;
    }
    publisher?.taken(this.#position, packetId, this.#readUs);
    this.#acknowledge(PUBREL, packetId);
  }

  pubcomp(packetId: number): void {
    this.#group.publisher?.acknowledged(this.#position, packetId, this.#readUs, false);
  }

  pubrel(packetId: number): void {
    this.#unreleased?.delete(packetId);
    this.#acknowledge(PUBCOMP, packetId);
  }

  publish(frames: Buffer, first: number, qos: number, packetId: number, from: number, to: number): void {
    // A copy of what was delivered already is acknowledged alone (OASIS MQTT 4.3.3).
    const copy = qos === 2 && this.#unreleased?.has(packetId) === true;
    const dup = (first & DUP) !== 0;
    if (!copy && (first & RETAIN) !== 0)
      this.#group.subscriber?.flagged(this.#position, frames, from, to, this.#readUs, dup);
    else if (!copy) this.#group.subscriber?.arrived(this.#position, frames, from, to, this.#readUs, dup);
    if (qos === 0) return;
    if (qos === 2) {
      this.#unreleased ??= new Set();
      this.#unreleased.add(packetId);
    }
    this.#acknowledge(qos === 1 ? PUBACK : PUBREC, packetId);
  }

  #acknowledge(packet: number, packetId: number): void {
    if (acksLength + ACK_BYTES > acks.length) this.#writeAcks();
    acks.writeUInt32BE(packet + packetId, acksLength);
    acksLength += ACK_BYTES;
  }

  control(frame: Buffer): void {
    // Every client gets one, and MQTT 3.1.1's is four bytes: no parser for it (OASIS MQTT 3.1.1 3.2).
    if (frame.length === 4 && frame[0] === CONNACK) {
      this.connack(frame[3]!, (frame[2]! & 1) !== 0);
      return;
    }
    readPacket(this.#group.plan.connect.protocolVersion, frame, this);
  }

  connack(code: number, sessionPresent: boolean, properties: IConnackPacket['properties'] = {}): void {
    if (this.phase !== 'connack') {
      this.unexpected(CONNACK);
      return;
    }
    if (code !== 0) {
      this.end('failed', answerText('CONNACK', code, this.#group.plan.connect.protocolVersion));
      return;
    }
    const group = this.#group;
    const { receiveMaximum, maximumQoS, serverKeepAlive } = properties;
    this.keepAliveS = serverKeepAlive ?? group.plan.connect.keepAliveS;
    if (receiveMaximum !== undefined) group.publisher?.limitWindow(this.#position, receiveMaximum);
    if (maximumQoS !== undefined && maximumQoS < (group.plan.publish?.qos ?? 0)) {
      this.end('failed', `broker allows QoS ${maximumQoS} only`);
      return;
    }
    const atUs = nowUs();
    const kept = sessionPresent && !group.plan.connect.cleanStart;
    if (!kept) {
      this.#subscribed = false;
      this.#unreleased = null;
    }
    if (this.#returning) {
      group.session(this.#position, { kept, goneUs: this.#goneUs, dueUs: this.intendedUs, atUs });
    } else {
      group.standing.accepted(atUs);
      group.recorder.setup('connect.mqtt', atUs - this.#startedUs);
      group.recorder.setup('connect', atUs - this.intendedUs);
    }
    this.#startedUs = atUs;
    const subscribe = this.#subscribed ? null : group.subscribePacket(this.#position);
    if (!subscribe) {
      this.#becomeReady(atUs);
      return;
    }
    this.phase = 'suback';
    group.subscriber?.retained.subscribes(this.#position, atUs);
    this.socket!.write(subscribe);
  }

  suback(packet: ISubackPacket): void {
    if (this.phase !== 'suback') {
      this.unexpected(SUBACK);
      return;
    }
    const { plan, standing } = this.#group;
    const atUs = nowUs();
    // A code for each filter, in their order (OASIS MQTT 3.9.3).
    for (const [at, { qos, filter }] of subscriptionsOf(plan).entries()) {
      const granted = packet.granted[at];
      const code = typeof granted === 'number' ? granted : 128;
      const of = plan.alsoSubscribe ? ` to ${filter}` : '';
      if (code >= 0x80) {
        this.end('failed', `${answerText('SUBACK', code, plan.connect.protocolVersion)}${of}`);
        return;
      }
      if (code < qos) standing.refused(`SUBACK grants QoS ${code} for ${qos}${of}`, atUs);
    }
    this.#subscribed = true;
    if (!this.#returning) {
      this.#group.recorder.setup('subscribe.ack', atUs - this.#startedUs);
      this.#group.subscriber?.joined(this.#position, this.#group.owedFromUs(atUs));
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

  /** Orderly goodbye. */
  leave(when: string): void {
    this.end('failed', `not connected ${when}`, UNREADY);
    this.depart(nowUs());
  }

  /** Leaves when it is there; `false` when it is not. */
  depart(atUs: number): boolean {
    if (this.phase !== 'ready') return false;
    this.ready = false;
    this.phase = 'left';
    this.#goneUs = atUs;
    this.socket?.end(DISCONNECT);
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
    this.#group.ended(this.#position, cause, { established, returning: this.#returning });
  }

  #becomeReady(atUs: number): void {
    this.phase = 'ready';
    this.ready = true;
    this.lastWriteUs = atUs;
    this.#group.ready(this.#position, atUs, this.#returning);
  }

  #writeAcks(): void {
    const socket = this.socket;
    const written = acks.subarray(0, acksLength);
    acksLength = 0;
    if (!socket || socket.destroyed) return;
    socket.write(written);
    // Still pending: the bytes are the socket's until the kernel took them.
    if (socket.writableLength > 0) acks = Buffer.allocUnsafeSlow(acks.length);
  }
}
