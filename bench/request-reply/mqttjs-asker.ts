/**
 * MQTT.js asks, in a forked process, as lightly as it can: requests at the generator's own times, an open request in a map,
 * latencies in a histogram. It tells when the measure phase begins and ends, and then what came of it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { nowUs } from '../../load/clock.ts';
import { LatencyCounts } from '../../load/latency-counts.ts';
import { Pacer } from '../../load/pacer.ts';
import { Walk } from '../../load/schedule.ts';
import { type Answered, type Asking, SHARDS } from './asking.ts';

export type FromAsker = 'measuring' | 'measured' | Answered;

const CORRELATION_BYTES = 16;
const START_AFTER_US = 100_000;
const MOST_A_TURN = 256;

process.on('disconnect', () => process.exit());
process.once('message', (asking: Asking) => {
  ask(asking).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});

async function ask(asking: Asking): Promise<void> {
  const { url, clients, connections: count, everyMs, payloadBytes, timeoutMs, warmupMs, measureMs } = asking;
  const timeoutUs = timeoutMs * 1000;
  const open = new Map<number, number>();
  const latencies = new LatencyCounts();
  let [due, matched, measureUs] = [0, 0, Number.POSITIVE_INFINITY];
  const connections = await Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const connection = await mqtt.connectAsync(url, { protocolVersion: 5, reconnectPeriod: 0 });
      connection.on('message', (_topic, _payload, { properties }) => {
        const request = properties?.correlationData?.readUInt32BE(0) ?? -1;
        const dueUs = open.get(request);
        if (dueUs === undefined) return;
        open.delete(request);
        const latencyUs = nowUs() - dueUs;
        if (dueUs < measureUs || latencyUs > timeoutUs) return;
        matched++;
        latencies.record(latencyUs);
      });
      await connection.subscribeAsync(replyTopic(number));
      return connection;
    }),
  );
  globalThis.gc?.();
  const originUs = nowUs() + START_AFTER_US;
  measureUs = originUs + warmupMs * 1000;
  const endUs = measureUs + measureMs * 1000;
  const indices = Uint32Array.from({ length: clients }, (_, client) => client);
  const walk = new Walk({ originUs, periodUs: everyMs * 1000, clients }, indices, endUs);
  const topics = Array.from({ length: SHARDS }, (_, shard) => `req/${shard}`);
  let request = 0;
  const turn = (dueUntilUs: number): void => {
    for (let left = MOST_A_TURN; left > 0 && walk.nextUs <= dueUntilUs; left--) {
      const [client, dueUs] = [walk.position, walk.nextUs];
      const payload = Buffer.alloc(payloadBytes);
      payload.writeUInt32BE(request);
      if (dueUs >= measureUs) due++;
      open.set(request++, dueUs);
      connections[client % count]!.publish(topics[client % SHARDS]!, payload, {
        properties: {
          responseTopic: replyTopic(client % count),
          correlationData: payload.subarray(0, CORRELATION_BYTES),
        },
      });
      walk.advance();
    }
  };
  new Pacer('timer', turn, () => walk.nextUs).start();
  await sleep((measureUs - nowUs()) / 1000);
  tell('measuring');
  await sleep((endUs - nowUs()) / 1000);
  tell('measured');
  await sleep(timeoutMs);
  for (let missing = due - matched; missing > 0; missing--) latencies.record(timeoutUs);
  const histogram = latencies.histogram();
  const [p50Ms, p99Ms] = [50, 99].map((percent) => histogram.getValueAtPercentile(percent) / 1000) as [
    number,
    number,
  ];
  tell({ due, matched, p50Ms, p99Ms });
}

function replyTopic(connection: number): string {
  return `replies/mqttjs-${process.pid}/${connection}`;
}

function tell(what: FromAsker): void {
  process.send!(what);
}
