/** Packets that are rare, as whole frames: one parser a protocol version serves all sessions of a process in turn. */
import {
  type IConnackPacket,
  type IDisconnectPacket,
  type ISubackPacket,
  type Parser,
  parser,
} from 'mqtt-packet';

export interface PacketHandler {
  connack(code: number, sessionPresent: boolean, properties: IConnackPacket['properties']): void;
  suback(packet: ISubackPacket): void;
  unsuback(): void;
  disconnected(packet: IDisconnectPacket): void;
  /** A packet that a broker does not send to clients like ours. */
  unexpected(firstByte: number): void;
  /** It is no MQTT: the connection is of no more use. */
  end(phase: 'lost', cause: string): void;
}

const parsers = new Map<number, Parser>();
let reader: PacketHandler;
let firstByte = 0;

/** By the first four bits (OASIS MQTT 2.1.2). */
const NAMES = [
  'packet of type 0',
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
  'UNSUBSCRIBE',
  'UNSUBACK',
  'PINGREQ',
  'PINGRESP',
  'DISCONNECT',
  'AUTH',
] as const;
/** Of a packet that begins with this byte. */
export const packetName = (first: number): string => NAMES[first >> 4]!;

export function readPacket(protocolVersion: 4 | 5, frame: Buffer, handler: PacketHandler): void {
  let decoder = parsers.get(protocolVersion);
  if (!decoder) {
    decoder = parser({ protocolVersion });
    decoder.on('packet', (packet) => {
      if (packet.cmd === 'connack')
        reader.connack(packet.returnCode ?? packet.reasonCode ?? 0, packet.sessionPresent, packet.properties);
      else if (packet.cmd === 'suback') reader.suback(packet);
      else if (packet.cmd === 'unsuback') reader.unsuback();
      else if (packet.cmd === 'disconnect' && protocolVersion === 5) reader.disconnected(packet);
      else if (packet.cmd !== 'pingresp') reader.unexpected(firstByte);
    });
    decoder.on('error', (error) => {
      parsers.delete(protocolVersion);
      reader.end('lost', `protocol error: ${error instanceof Error ? error.message : error}`);
    });
    parsers.set(protocolVersion, decoder);
  }
  reader = handler;
  firstByte = frame[0]!;
  let left = 0;
  try {
    left = decoder.parse(frame);
  } catch {
    left = frame.length;
  }
  if (left === 0) return;
  // It would take the rest for the beginning of what another session reads.
  parsers.delete(protocolVersion);
  handler.end('lost', `protocol error: malformed ${packetName(frame[0]!)}`);
}
