/** A responder of MQTT.js that lies about some requests, in exact amounts, and keeps its own record. */
import { connectAsync, type MqttClient } from 'mqtt';
import { PROBE } from '../../../../load/mqtt/request/requests.ts';
import { REPLY_BYTES, replyTopicEnd, TOPIC_AT, writeTimes } from '../../../../load/mqtt/request/wire.ts';
import { HEADER_BYTES, readClient, readSequence } from '../../../../load/payload.ts';

/** What it does with each hundredth request, by the rest of its number. */
const LIES = ['drop', 'late', 'twice', 'mixed', 'earlier run', 'invented'] as const;
type Lie = (typeof LIES)[number];

export interface LyingResponder extends AsyncDisposable {
  readonly requests: number;
  readonly told: Readonly<Record<Lie, number>>;
  /** Requests by client, and what was wrong with them. */
  readonly byClient: ReadonlyMap<number, number>;
  readonly wrong: readonly string[];
}

export async function lyingResponder(
  url: string,
  protocolVersion: 4 | 5,
  { lateMs, lies = LIES }: { readonly lateMs: number; readonly lies?: readonly Lie[] },
): Promise<LyingResponder> {
  const client: MqttClient = await connectAsync(url, { protocolVersion, reconnectPeriod: 0 });
  const told = { drop: 0, late: 0, twice: 0, mixed: 0, 'earlier run': 0, invented: 0 };
  const byClient = new Map<number, number>();
  const wrong: string[] = [];
  let requests = 0;
  let lastHeader: Buffer | null = null;
  client.on('message', (topic, payload, { properties }) => {
    const header = Buffer.from(payload.subarray(0, HEADER_BYTES));
    const replyTopic =
      protocolVersion === 5
        ? properties!.responseTopic!
        : payload.toString('utf8', TOPIC_AT, replyTopicEnd(payload, 0, payload.length));
    const reply = (from: Buffer, correlationData = from): void => {
      const body = Buffer.alloc(REPLY_BYTES);
      from.copy(body);
      writeTimes(body, 0, 1000, 2000);
      client.publish(replyTopic, body, protocolVersion === 5 ? { properties: { correlationData } } : {});
    };
    if (readSequence(header, 0) === PROBE) {
      reply(header);
      return;
    }
    const sender = readClient(header, 0);
    if (topic !== `req/${sender % 16}`) wrong.push(`${topic} of client ${sender}`);
    if (protocolVersion === 5 && !properties!.correlationData!.equals(header)) wrong.push('correlation data');
    byClient.set(sender, (byClient.get(sender) ?? 0) + 1);
    const lie = LIES[requests++ % 100];
    const earlier = lastHeader;
    lastHeader = header;
    if (lie === undefined || !lies.includes(lie)) {
      reply(header);
      return;
    }
    told[lie]++;
    const copy = Buffer.from(header);
    switch (lie) {
      case 'drop':
        return;
      case 'late':
        setTimeout(() => reply(header), lateMs);
        return;
      case 'mixed':
        reply(header, earlier!);
        return;
      case 'twice':
        reply(header);
        break;
      case 'earlier run':
        copy.writeUInt16BE(copy.readUInt16BE(0) ^ 0x5555, 0);
        break;
      case 'invented':
        copy.writeUInt32BE(1_000_000, 12);
    }
    reply(header);
    if (lie !== 'twice') reply(copy);
  });
  await client.subscribeAsync('req/#');
  return {
    get requests() {
      return requests;
    },
    told,
    byClient,
    wrong,
    async [Symbol.asyncDispose]() {
      await client.endAsync(true);
    },
  };
}
