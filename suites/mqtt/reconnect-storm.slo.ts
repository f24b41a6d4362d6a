/**
 * A broker is started again under its clients: how soon are all back? Where the broker keeps sessions over its restart, the
 * load goes on all the time, and everything that was acknowledged has to arrive. Elsewhere the load begins when all had the
 * time to come back. The broker keeps its port.
 */
import { expect, slo, test } from 'tidemark';
import { sizes } from '../profile.ts';

const { clients, reconnect, restartAfter, thenAfter, every, ...phases } = sizes.reconnectStorm;

const promise = slo({
  'devices/reconnect.time': '< 30s',
  'devices/reconnect.failed': '= 0',
  lost: '= 0',
  duplicated: '= 0',
});
const resumed = slo({
  'devices/resume.drained.max': '< 30s',
  'devices/resume.failed': '= 0',
  'backend/resume.failed': '= 0',
  'backend/reconnect.failed': '= 0',
});

test.override('brokerOptions', { persistence: 'where possible' });

test(`reconnect storm: ${clients} clients of a broker that is started again`, async ({ broker, load }) => {
  const { persistent = false } = broker;
  const session = persistent ? { clientId: '{run}-{group}-{client}', cleanStart: false } : {};
  const result = await load.mqtt({
    target: broker,
    groups: {
      devices: {
        clients,
        connect: { reconnect, ...session },
        subscribe: { filter: 'commands/{client}', qos: 1 },
      },
      backend: {
        clients,
        connect: persistent ? { reconnect, ...session } : {},
        publish: { topic: 'commands/{client}', payload: '100B', qos: 1, every },
        ...(!persistent && { startAfter: thenAfter }),
      },
    },
    meanwhile: { [restartAfter]: () => broker.revive?.() },
    ...phases,
  });
  expect.soft(result).toMeet(promise);
  if (persistent) expect.soft(result).toMeet(resumed);
});
