/** A loaded broker, a crowd that comes and goes: is the load that was there before served all the same? */
import { expect, slo, sweep } from 'tidemark';
import { sizes } from '../profile.ts';

const { devices, guests, every, ramp, phaseSeconds } = sizes.disturbance;
const seconds = (phases: number) => `${phases * phaseSeconds}s` as const;

const calm = slo({ 'devices/publish.ack.p99': '< 100ms', 'delivery.p99': '< 150ms', lost: '= 0' });
const crowded = slo({
  'devices/publish.ack.p99': '< 500ms',
  'devices/publish.rate': '>= 99% of offered',
  lost: '= 0',
});

sweep('disturbance', { guests }, async (cell, { broker, load }) => {
  const telemetry = { payload: '500B', qos: 1, every } as const;
  const result = await load.mqtt({
    target: broker,
    groups: {
      devices: { clients: devices, publish: { topic: 'devices/{client}/state', ...telemetry } },
      guests: {
        clients: cell.guests,
        publish: { topic: 'guests/{client}/state', ...telemetry },
        startAfter: seconds(1),
        stopAfter: seconds(2),
      },
      recorder: { clients: 1, subscribe: { filter: '+/+/state', qos: 1 } },
    },
    ramp,
    warmup: '1s',
    measure: seconds(3),
    drain: '2s',
    windows: {
      before: ['0s', seconds(1)],
      during: [seconds(1), seconds(2)],
      after: [seconds(2), seconds(3)],
    },
  });
  expect(result.window('before')).toMeet(calm);
  expect(result.window('during')).toMeet(crowded);
  expect(result.window('after')).toMeet(calm);
});
