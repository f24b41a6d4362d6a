/**
 * A broker is started again under its clients: how soon are all back, and do they get everything from then on? It keeps its
 * port.
 */
import { expect, slo, test } from 'tidemark';
import { sizes } from '../profile.ts';

const { clients, reconnect, restartAfter, thenAfter, ...phases } = sizes.reconnectStorm;

const promise = slo({
  'devices/reconnect.time': '< 30s',
  'devices/reconnect.failed': '= 0',
  lost: '= 0',
  duplicated: '= 0',
});

test(`reconnect storm: ${clients} clients of a broker that is started again`, async ({ broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      devices: { clients, connect: { reconnect }, subscribe: { filter: 'commands/{client}', qos: 1 } },
      backend: {
        clients,
        publish: { topic: 'commands/{client}', payload: '100B', qos: 1, every: '200ms' },
        startAfter: thenAfter,
      },
    },
    meanwhile: { [restartAfter]: () => broker.revive?.() },
    ...phases,
  });
  expect(result).toMeet(promise);
});
