import { test } from 'tidemark';

test('200 devices report ten times a second', async ({ broker, load }) => {
  await load.mqtt({
    target: broker,
    groups: {
      devices: {
        clients: 200,
        connect: { clientId: 'device-{client}' },
        publish: { topic: 'devices/device-{client}/state', payload: '200B', qos: 1, every: '100ms' },
      },
      recorder: { clients: 1, connect: { clientId: 'recorder' }, subscribe: { filter: 'devices/+/state', qos: 1 } },
    },
    warmup: '1s',
    measure: '5s',
    drain: '1s',
  });
});
