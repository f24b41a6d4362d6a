/** The load of every run of the gate's proof: devices that report to one recorder, and one whose state the broker keeps. */
import { expect, slo, test } from 'tidemark';

const promise = slo({ lost: '= 0' });

test('messages', async ({ broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      devices: {
        clients: 50,
        publish: { topic: 'gate/{client}', payload: '500B', qos: 1, every: '20ms' },
      },
      // Each of its messages makes the broker save all it keeps.
      status: {
        clients: 1,
        publish: { topic: 'status/{client}', payload: '50B', qos: 1, retain: true, every: '150ms' },
      },
      recorder: { clients: 1, subscribe: { filter: 'gate/+', qos: 0 } },
    },
    ramp: '1000/s',
    warmup: '500ms',
    measure: '5s',
    drain: '200ms',
  });
  expect(result).toMeet(promise);
});
