/** What a client says of bytes that it does not take from a broker: to the broker, and in the result. */
import type { GroupSlice } from './group-slice.ts';
import { TopicAliasInvalid } from './incoming-aliases.ts';
import { PACKET_TOO_LARGE, TOPIC_ALIAS_INVALID } from './packets.ts';
import { PacketTooLarge, TooMuchHeld } from './partial-frame.ts';

export interface RefusedBytes {
  readonly cause: string;
  /** Null: the connection ends without a DISCONNECT. MQTT 3.1.1 has no reason to give (OASIS MQTT 5 4.13). */
  readonly disconnect: Buffer | null;
}

export function refusedBytes(error: unknown, { plan, maximumPacketBytes, held }: GroupSlice): RefusedBytes {
  if (error instanceof TooMuchHeld)
    return {
      cause: `the broker sent parts of large packets to many connections at once, which together take more than ${held.most}`,
      disconnect: null,
    };
  if (error instanceof PacketTooLarge)
    return {
      cause: `the broker sent a packet of more than ${maximumPacketBytes.toLocaleString('en-US')} bytes`,
      disconnect: plan.connect.protocolVersion === 5 ? PACKET_TOO_LARGE : null,
    };
  return {
    cause: `protocol error: ${error instanceof Error ? error.message : error}`,
    disconnect: error instanceof TopicAliasInvalid ? TOPIC_ALIAS_INVALID : null,
  };
}
