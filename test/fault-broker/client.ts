/** A client of the fault broker. */
import type { Socket } from 'node:net';
import mqtt, { type IConnectPacket, type IPublishPacket, type Packet } from 'mqtt-packet';

export interface Client {
  readonly socket: Socket;
  /** Codec settings; `protocolVersion` is set by the CONNECT. */
  readonly codec: { protocolVersion: number };
  id: string;
  /** Null: it has none, or said DISCONNECT. */
  will: NonNullable<IConnectPacket['will']> | null;
  /** What its aliases stand for, and how many it takes; by topic, those it was sent. */
  readonly topics: Map<number, string>;
  topicAliasMaximum: number;
  readonly aliases: Map<string, number>;
  /** Under these faults. */
  published: number;
  lastMessageId: number;
  unacknowledged: number;
  /** When its last message leaves, hrtime in microseconds: a delayed message is never overtaken. */
  leavesUs: number;
  readonly leaving: (() => void)[];
  /** Leave after this publisher's next message. */
  held: IPublishPacket[];
}

export const newClient = (socket: Socket): Client => ({
  socket,
  codec: { protocolVersion: 4 },
  id: '',
  will: null,
  topics: new Map(),
  topicAliasMaximum: 0,
  aliases: new Map(),
  published: 0,
  lastMessageId: 0,
  unacknowledged: 0,
  leavesUs: 0,
  leaving: [],
  held: [],
});

export function send(client: Client, packet: Packet): void {
  if (!client.socket.destroyed) client.socket.write(mqtt.generate(packet, client.codec));
}
