/** A client of MQTT.js that asks, as any other program would: an oracle for what responders answer. */
import { connectAsync, type MqttClient } from 'mqtt';

export interface Reply {
  readonly payload: Buffer;
  readonly correlation: Buffer | null;
  readonly atMs: number;
}

export interface Asker extends AsyncDisposable {
  readonly replyTopic: string;
  /** In the order in which they came. */
  readonly replies: readonly Reply[];
  /** Asks without waiting. `header`: 16 bytes at least, else the request has none. */
  ask(topic: string, header: Buffer): void;
  readonly client: MqttClient;
}

/** 16 bytes that differ by number. */
export function headerOf(number: number): Buffer {
  const header = Buffer.alloc(16, 0xa5);
  header.writeUInt32BE(number, 12);
  return header;
}

export async function askerAt(url: string, protocolVersion: 4 | 5, replyTopic: string): Promise<Asker> {
  const client = await connectAsync(url, { protocolVersion, reconnectPeriod: 0 });
  const replies: Reply[] = [];
  client.on('message', (_topic, payload, { properties }) => {
    replies.push({ payload, correlation: properties?.correlationData ?? null, atMs: performance.now() });
  });
  await client.subscribeAsync(replyTopic);
  return {
    replyTopic,
    replies,
    client,
    ask(topic, header) {
      if (protocolVersion === 5) {
        const properties = { responseTopic: replyTopic, correlationData: header };
        client.publish(topic, header, { properties });
        return;
      }
      const name = Buffer.from(replyTopic);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(name.length);
      client.publish(topic, Buffer.concat([header, length, name, Buffer.from('padding')]));
    },
    async [Symbol.asyncDispose]() {
      await client.endAsync(true);
    },
  };
}
