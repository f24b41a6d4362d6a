/** How many LAMPI devices a broker serves in time while everybody plays with the touchscreen; the model is docs/mqtt-model.md. */
import { capacity, describe, expect, judge, type MqttGroupInput, settings, slo, test } from 'tidemark';
import { sizes } from '../profile.ts';

const { broker, from, to, width, floor, atOnce, faster, ...phases } = sizes.lampiDevices;

/** Upstream only: acknowledged in time, and the broker's own counters show neither a message missing nor one dropped. */
const promise = slo({
  'publish.ack.p99': '< 100ms',
  'publish.rate': '>= 99% of offered',
  'broker.received': '>= 99%',
  'broker.dropped': '= 0',
  'connect.failed': '= 0',
});

/** Of all at once: nothing is missing, however long it takes. */
const received = slo({ 'broker.received': '>= 99%', 'broker.dropped': '= 0', 'connect.failed': '= 0' });

/** A random one of the 10,000 devices for each session. */
const device = 'devices/{random:10000:x10}';
const every = (seconds: number) => `${(seconds * 1000) / faster}ms` as const;

type Publish = NonNullable<MqttGroupInput['publish']>;
const messages = {
  hue: { topic: `${device}/lamp/hue_saturation`, payload: '48B', qos: 0, every: every(0.5) },
  brightness: { topic: `${device}/lamp/brightness`, payload: '32B', qos: 0, every: every(1) },
  onOff: { topic: `${device}/lamp/on_off`, payload: '24B', qos: 1, every: every(10) },
  state: { topic: `${device}/lamp/state`, payload: '120B', qos: 1, retain: true, every: every(2) },
  connection: { topic: `${device}/connection`, payload: '20B', qos: 1, retain: true, every: every(60) },
} as const satisfies Readonly<Record<string, Publish>>;

const groupsOf = (clients: number, together: boolean): Record<string, MqttGroupInput> =>
  Object.fromEntries(
    Object.entries(messages).map(([name, publish]) => [name, { clients, publish: { ...publish, together } }]),
  );

/** A quota on the command line goes before what the profile says, and so does a broker of another kind. */
const ownBroker = ['auto', 'container'].includes(settings().broker) && settings().cpus === null;
test.override('brokerOptions', ownBroker && broker !== null ? broker : {});

describe('everybody at the touchscreen', () => {
  capacity(
    'LAMPI devices',
    { from, to, width },
    async (devices, { broker, load }) =>
      judge(await load.mqtt({ target: broker, groups: groupsOf(devices, false), ...phases }), promise),
    (answer) => expect(answer).toBeAtLeast(floor),
  );
});

test(`all ${atOnce} at the same moment`, async ({ broker, load }) => {
  const result = await load.mqtt({ target: broker, groups: groupsOf(atOnce, true), ...phases });
  expect(result).toMeet(received);
});
