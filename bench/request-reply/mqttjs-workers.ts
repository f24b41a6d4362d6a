/** MQTT.js answers, as lightly as it can: no queue, and nothing measured. The broker's URL is its argument. */
import mqtt from 'mqtt';
import { REPLY_BYTES } from '../../load/mqtt/request/wire.ts';
import { WORKER_CONNECTIONS, WORKER_FILTER } from './asking.ts';

const HEADER_BYTES = 16;

process.on('disconnect', () => process.exit());
await Promise.all(
  Array.from({ length: WORKER_CONNECTIONS }, async () => {
    const connection = await mqtt.connectAsync(process.argv[2]!, { protocolVersion: 5 });
    connection.on('message', (_topic, request, { properties }) => {
      const { responseTopic, correlationData } = properties ?? {};
      if (responseTopic === undefined || correlationData === undefined) return;
      const reply = Buffer.alloc(REPLY_BYTES);
      request.copy(reply, 0, 0, HEADER_BYTES);
      connection.publish(responseTopic, reply, { properties: { correlationData } });
    });
    await connection.subscribeAsync(WORKER_FILTER);
  }),
);
process.send!('ready');
