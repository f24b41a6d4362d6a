/** MQTT.js doing the same, as lightly as it can: payloads made beforehand, acknowledgements counted, nothing recorded. */
import mqtt, { type MqttClient } from 'mqtt';
import { servePeer } from './peer.ts';

servePeer(({ plan, acknowledged }) => {
  const { clients: count, connect, publish } = plan.groups[0]!;
  const clients: MqttClient[] = [];
  const payload = Buffer.alloc(publish?.payloadBytes ?? 0, 0x2e);
  const topics = Array.from(
    { length: count },
    (_, client) => publish?.topic.replace('{client}', `${client}`) ?? '',
  );
  const { ca, minVersion } = connect.tls ?? {};
  const secured = { ...(ca && { ca }), ...(minVersion && { minVersion }) };
  const options = { qos: publish?.qos ?? 0, retain: false } as const;
  const onAck = Array.from({ length: count }, (_, client) => () => acknowledged(client));
  return {
    open: async (client) => {
      clients[client] = await mqtt.connectAsync(
        plan.target.url,
        {
          ...secured,
          clientId: `mqttjs-${client}`,
          protocolVersion: connect.protocolVersion,
          keepalive: connect.keepAliveS,
          reconnectPeriod: 0,
        },
        false,
      );
    },
    publish: (client) => {
      clients[client]!.publish(topics[client]!, payload, options, onAck[client]!);
    },
  };
});
