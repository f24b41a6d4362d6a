/** Devices that report 500 bytes every few seconds, and one recorder that must hear all of it. */
import { expect, slo, sweep } from 'tidemark';
import { sizes } from '../profile.ts';

const { clients, qos, every, ...phases } = sizes.telemetry;

const promise = slo({
  'delivery.p99': '< 150ms',
  'publish.rate': '>= 99% of offered',
  'connect.failed': '= 0',
  lost: '= 0',
});
const acknowledged = slo({ 'publish.ack.p99': '< 100ms', duplicated: '= 0' });

sweep('500-byte telemetry', { clients, qos }, async (cell, { broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      devices: {
        clients: cell.clients,
        publish: { topic: 'devices/{client}/state', payload: '500B', qos: cell.qos, every },
      },
      recorder: { clients: 1, subscribe: { filter: 'devices/+/state', qos: cell.qos } },
    },
    ...phases,
  });
  expect(result).toMeet(promise);
  if (cell.qos === 1) expect(result).toMeet(acknowledged);
});
