/** A loaded broker, a crowd that comes and goes, then a larger one: are the devices served all the same, and after? */
import { expect, slo, sweep } from 'tidemark';
import { sizes } from '../profile.ts';

const { devices, crowds, every, ramp, phaseSeconds } = sizes.disturbance;
const phase = (number: number) => `${number * phaseSeconds}s` as const;

const calm = slo({ 'devices/publish.ack.p99': '< 100ms', 'delivery.p99': '< 150ms', lost: '= 0' });
const crowded = slo({
  'devices/publish.ack.p99': '< 500ms',
  'publish.rate': '>= 99% of offered',
  'connect.failed': '= 0',
  lost: '= 0',
});

sweep('disturbance', { devices }, async (cell, { broker, load }) => {
  const telemetry = (topic: string) => ({ topic, payload: '500B', qos: 1, every }) as const;
  const result = await load.mqtt({
    target: broker,
    groups: {
      devices: { clients: cell.devices, publish: telemetry('devices/{client}/state') },
      crowd: {
        clients: crowds.first,
        publish: telemetry('crowd/{client}/state'),
        startAfter: phase(1),
        stopAfter: phase(2),
      },
      largerCrowd: {
        clients: crowds.second,
        publish: telemetry('larger-crowd/{client}/state'),
        startAfter: phase(3),
        stopAfter: phase(4),
      },
      recorder: { clients: 1, subscribe: { filter: '+/+/state', qos: 1 } },
    },
    ramp,
    warmup: '1s',
    measure: phase(5),
    drain: '2s',
    windows: {
      before: ['0s', phase(1)],
      crowd: [phase(1), phase(2)],
      between: [phase(2), phase(3)],
      largerCrowd: [phase(3), phase(4)],
      after: [phase(4), phase(5)],
    },
  });
  expect.soft(result.window('before')).toMeet(calm);
  expect.soft(result.window('crowd')).toMeet(crowded);
  expect.soft(result.window('between')).toMeet(calm);
  expect.soft(result.window('largerCrowd')).toMeet(crowded);
  expect.soft(result.window('after')).toMeet(calm);
});
