/**
 * One client's connection: TCP, CONNECT, SUBSCRIBE, and how it ends. Sockets read into one slab shared by all sessions
 * of the process, so an idle connection holds no buffer.
 */
import type { IConnackPacket, IDisconnectPacket, ISubackPacket } from 'mqtt-packet';
import { nowUs } from '../clock.ts';
import { openSocket, SLAB, type SocketOwner } from '../socket/open-socket.ts';
import type { TlsSession } from '../socket/tls-session.ts';
import type { WebSocketLimits } from '../socket/websocket-wire.ts';
import type { Layer } from '../socket/wire.ts';
import type { TemplateValues } from '../template.ts';
import { writeAcknowledgements } from './acknowledgements.ts';
import { refusesWork } from './broker-limits.ts';
import { type FrameHandler, readFrames } from './frames.ts';
import { grantsOf } from './grants.ts';
import { CLOSED_BY_BROKER } from './lost-connections.ts';
import { DISCONNECT, PINGREQ } from './packets.ts';
import { PartialFrame } from './partial-frame.ts';
import { type LeavesBy, type Phase, UNFINISHED, UNREADY } from './phase.ts';
import { packetName, readPacket } from './rare-packets.ts';
import { answerText } from './reasons.ts';
import { refusedBytes } from './refused-bytes.ts';
import { Traffic } from './traffic.ts';

const [CONNACK, SUBACK, UNSUBACK] = [0x20, 0x90, 0xb0];
const CONNECT_LATENCIES = { tcp: 'connect.tcp', tls: 'connect.tls', ws: 'connect.ws' } as const;

export class Session extends Traffic implements FrameHandler, SocketOwner {
  phase: Phase = 'new';
  /** When the ramp wanted it to connect. */
  intendedUs = 0;
  /** The broker's, when it names one (OASIS MQTT 5 3.2.2.3.14). */
  keepAliveS = 0;
  #startedUs = 0;
  #partial: PartialFrame | null = null;
  /** It was there before. */
  #returning = false;
  /** It connects as the plan says, the first time or again: in a round. */
  #planned = true;
  /** The broker has its subscription. */
  #subscribed = false;
  #goneUs = 0;

  open(intendedUs: number): void {
    this.intendedUs = intendedUs;
    this.#startedUs = nowUs();
    const { returns, rounds } = this.group;
    this.#returning = returns?.isAway(this.position) ?? false;
    this.#planned = !this.#returning || returns!.isPlanned(this.position);
    if (this.#planned) rounds.attempt(intendedUs);
    this.forgetPart();
    this.beginConnection();
    this.phase = 'tcp';
    openSocket(this.group.destinationOf(this.position), this);
  }

  /** It failed, or its connection was lost. */
  get isGone(): boolean {
    return this.phase === 'failed' || this.phase === 'lost';
  }

  get webSocketLimits(): WebSocketLimits {
    return this.group;
  }

  get values(): TemplateValues {
    return this.group.valuesOf(this.position);
  }

  get tlsSession(): TlsSession | null {
    return this.group.returns?.tlsSessionOf(this.position) ?? null;
  }

  established(layer: Layer): void {
    const atUs = nowUs();
    const { layers, rounds } = this.group;
    if (this.#planned) rounds.took(CONNECT_LATENCIES[layer], this.intendedUs, atUs - this.#startedUs);
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
      this.forgetPart();
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
      this.#partial = new PartialFrame(
        SLAB.subarray(end, length),
        this.group.maximumPacketBytes,
        this.group.held,
      );
  }

  /** The end of a packet that came in part is not waited for any more. */
  protected forgetPart(): void {
    this.#partial?.release();
    this.#partial = null;
  }

  closed(cause: string | null): void {
    this.forgetPart();
    this.end('lost', cause ?? CLOSED_BY_BROKER);
  }

  /** Adds what the slab holds to the frame kept apart; returns where the next one begins. */
  #complete(partial: PartialFrame, length: number): number {
    const taken = partial.add(SLAB.subarray(0, length));
    const frame = partial.whole;
    if (frame !== null) {
      this.forgetPart();
      readFrames(frame, 0, frame.length, this.group.plan.connect.protocolVersion, this);
    }
    return taken;
  }

  control(frames: Buffer, from: number, to: number): void {
    // Every client gets one, and MQTT 3.1.1's is four bytes: no parser for it (OASIS MQTT 3.1.1 3.2).
    if (to - from === 4 && frames[from] === CONNACK) {
      this.connack(frames[from + 3]!, (frames[from + 2]! & 1) !== 0);
      return;
    }
    readPacket(this.group.plan.connect.protocolVersion, frames.subarray(from, to), this);
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
    // MQTT 3.1.1 has no limits to tell.
    const refused = group.plan.connect.protocolVersion === 5 ? refusesWork(group.plan, properties) : null;
    if (refused !== null) {
      this.end('failed', refused);
      return;
    }
    const atUs = nowUs();
    const kept = sessionPresent && !group.plan.connect.cleanStart;
    if (!kept) {
      this.#subscribed = false;
      this.forgetSession();
    }
    if (this.#returning) {
      group.session(this.position, { kept, goneUs: this.#goneUs, dueUs: this.intendedUs, atUs });
      group.wills?.back(this.position, kept, this.#startedUs);
    } else {
      group.standing.accepted(atUs);
      if (group.plan.takesUp !== undefined)
        group.tookUp(this.position, kept, { dueUs: this.intendedUs, atUs });
    }
    if (this.#planned) {
      group.rounds.took('connect.mqtt', this.intendedUs, atUs - this.#startedUs);
      group.rounds.took('connect', this.intendedUs, atUs - this.intendedUs);
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

  /** It subscribes to nothing any more. */
  unsuback(): void {
    this.unexpected(UNSUBACK);
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

  /** Leaves when it is there; `false` when it is not. */
  depart(atUs: number, how: LeavesBy): boolean {
    const departs = this.#left(atUs, how);
    if (departs) this.goodbye(how);
    return departs;
  }

  /** Has left, or failed, as far as the run's account goes. True when it was there: its connection stands until `goodbye`. */
  finish(when: string, how: LeavesBy): boolean {
    this.end('failed', `not connected ${when}`, UNREADY);
    return this.#left(nowUs(), how);
  }

  goodbye(how: LeavesBy): void {
    if (how === 'drop') this.socket?.destroy();
    else this.socket?.end(DISCONNECT);
  }

  #left(atUs: number, how: LeavesBy): boolean {
    if (this.phase !== 'ready') return false;
    this.ready = false;
    this.phase = 'left';
    this.#goneUs = atUs;
    const { wills } = this.group;
    if (how === 'drop') wills?.dropped(this.position, atUs);
    else wills?.left(this.position);
    return true;
  }

  /** Ends without being counted. */
  abandon(): void {
    this.phase = 'left';
    this.forgetPart();
    this.socket?.destroy();
    this.socket = null;
  }

  /** Ends before its time, in one of some phases; `cause` is counted. */
  end(phase: 'failed' | 'lost', cause: string, phases: readonly Phase[] = UNFINISHED): void {
    if (!phases.includes(this.phase)) return;
    const established = this.ready;
    if (!established && this.#planned) this.group.rounds.failed(this.intendedUs, this.phase, cause, nowUs());
    this.ready = false;
    this.phase = established ? 'lost' : phase === 'lost' ? 'failed' : phase;
    this.socket?.destroy();
    this.forgetPart();
    if (established) this.#goneUs = nowUs();
    this.group.ended(this.position, cause, { established, returning: this.#returning });
  }

  #becomeReady(atUs: number): void {
    this.phase = 'ready';
    this.ready = true;
    this.lastWriteUs = atUs;
    if (this.#planned) this.group.rounds.connected(this.intendedUs, atUs);
    this.group.ready(this.position, atUs, this.#returning);
  }
}
