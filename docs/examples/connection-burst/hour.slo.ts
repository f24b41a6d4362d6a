/** 15,000 clients connect, stay and leave for an hour. `TIMES`: of cycles of 25 seconds. */
import { expect, slo, test } from 'tidemark';

const times = Number(process.env.TIMES ?? 143);
const promise = slo({ 'connect.mean': '< 500ms', 'connect.failed': '= 0', 'reconnect.failed': '= 0' });

test(`15,000 clients come and go ${times} times`, async ({ broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      clients: {
        clients: 15_000,
        connect: { protocol: '5', keepAlive: '300s' },
        startAfter: '0s',
        cycle: { hold: '20s', away: '5s', times },
      },
    },
    ramp: '1000/s',
    measure: `${20 + 25 * times + 25}s`,
    drain: '0s',
  });
  expect(result).toMeet(promise);
});
