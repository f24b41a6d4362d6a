/**
 * A network fails, and all clients behind it are gone at once without a word: does the broker publish all of their wills, and
 * how soon does a watcher have them?
 */
import { expect, slo, test } from 'tidemark';
import { sizes } from '../profile.ts';

const { clients, dropAfter, ...phases } = sizes.willStorm;

const promise = slo({ 'watcher/will.delivery.max': '< 5s', lost: '= 0', duplicated: '= 0' });

test(`will storm: ${clients} clients are gone at once`, async ({ broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      devices: {
        clients,
        connect: { will: { topic: 'devices/{client}/gone', payload: '64B', qos: 1 } },
        stopAfter: dropAfter,
        leave: 'drop',
      },
      watcher: { clients: 1, subscribe: { filter: 'devices/+/gone', qos: 1 } },
    },
    ...phases,
  });
  expect(result).toMeet(promise);
});
