/** The load of every run of the gate's proof: devices that report to one recorder, each message acknowledged. */
import { expect, slo, test } from 'tidemark';

test('messages', async ({ broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      devices: {
        clients: 50,
        publish: { topic: 'gate/{client}', payload: '500B', qos: 1, every: '20ms' },
      },
      recorder: { clients: 1, subscribe: { filter: 'gate/+', qos: 0 } },
    },
    ramp: '1000/s',
    warmup: '500ms',
    measure: '3s',
    drain: '200ms',
  });
  expect(result).toMeet(slo({ lost: '= 0' }));
});
