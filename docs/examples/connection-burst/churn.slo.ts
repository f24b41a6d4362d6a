import { expect, slo, test } from 'tidemark';

const promise = slo({
  'connect.failed': '= 0',
  'reconnect.failed': '= 0',
  'connect.mean': '< 500ms',
  'target.cpu': '< 100%',
});

test('1,000 connections a second', async ({ broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      clients: { clients: 1199, cycle: { hold: '1s', away: '200ms', times: 8, inTurn: true } },
    },
    ramp: '1000/s',
    measure: '12s',
    drain: '0s',
  });
  expect(result).toMeet(promise);
});
