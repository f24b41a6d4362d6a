/** Clients leave and come back to their sessions: are all there soon, with what was published for them meanwhile? */
import { expect, slo, test } from 'tidemark';
import { sizes } from '../profile.ts';

const { clients, every, cycle, ...phases } = sizes.sessionResume;

const promise = slo({
  'devices/reconnect.time': '< 5s',
  'devices/reconnect.failed': '= 0',
  'devices/resume.drained.max': '< 5s',
  'devices/resume.failed': '= 0',
  lost: '= 0',
  duplicated: '= 0',
});

test(`session resume: ${clients} offline queues drained`, async ({ broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      backend: { clients, publish: { topic: 'commands/{client}', payload: '100B', qos: 1, every } },
      devices: {
        clients,
        connect: { clientId: '{run}-device-{client}', cleanStart: false },
        subscribe: { filter: 'commands/{client}', qos: 1 },
        cycle,
      },
    },
    ...phases,
  });
  expect(result).toMeet(promise);
});
