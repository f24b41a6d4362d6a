import { describe, expect } from 'vitest';
import { readPlan } from '../../../load/mqtt/plan-input.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { mosquitto, titled } from '../../parts-here.ts';
import { measure, test, thousand } from './measure.ts';
import { runThroughMqttJs } from './mqttjs-engine.ts';

const shapes = [
  { shape: 'devices', qos: 0, protocol: '5' },
  { shape: 'devices', qos: 1, protocol: '3.1.1' },
  { shape: 'devices', qos: 2, protocol: '3.1.1' },
  { shape: 'shared', qos: 0, protocol: '3.1.1' },
  { shape: 'shared', qos: 1, protocol: '5' },
  { shape: 'shared', qos: 2, protocol: '5' },
] as const;

describe.concurrent.each(shapes)(
  '$shape, QoS $qos, MQTT version $protocol: MQTT.js and our session count the same',
  ({ shape, qos, protocol }) => {
    const { devices, recorder } = thousand.groups;
    const filter = shape === 'shared' ? `$share/s/${recorder.subscribe.filter}` : recorder.subscribe.filter;
    // mosquitto keeps 20 QoS 2 messages of a client in flight and drops more (max_inflight_messages): ten are all here.
    const pace =
      qos === 2 ? ({ clients: 100, every: '100ms' } as const) : { clients: 20, every: '20ms' as const };
    const input = {
      ...thousand,
      groups: {
        devices: {
          clients: pace.clients,
          connect: { ...devices.connect, protocol },
          publish: { ...devices.publish, qos, every: pace.every },
        },
        recorder: { clients: 3, connect: { protocol }, subscribe: { filter, qos } },
      },
    } as const;

    test.skipIf(!mosquitto)(
      titled('at a mosquitto', mosquitto, 'not on the PATH'),
      async ({ onTestFinished }) => {
        const broker = await startBroker({ choice: 'native' });
        onTestFinished(() => broker.stop());
        const { ledger } = await measure(broker, input);
        expect(await runThroughMqttJs(readPlan(input, broker), 4711)).toEqual(ledger);
        const owed = shape === 'shared' ? 1000 : 3000;
        expect(ledger).toMatchObject({
          sent: 1000,
          acknowledged: qos === 0 ? 0 : 1000,
          owed,
          received: owed,
          lost: 0,
        });
      },
    );

    // The fault broker acknowledges QoS 0 and 1 alone.
    if (qos === 2) return;
    test('at a broker that drops, duplicates and reorders', async ({ start }) => {
      // Which member of a shared subscription gets a copy, or the later of two, is chance.
      const disorder = shape === 'shared' ? {} : { duplicate: 5, reorder: 3 };
      const faults = { over: { publishers: 19, messages: 45 }, drop: 7, silence: /^devices-3$/, ...disorder };
      const broker = await start(faults);
      const ours = (await measure(broker, input)).ledger;
      await broker.configure(faults);
      const theirs = await runThroughMqttJs(readPlan(input, broker), 4711);
      const counts = ({ losers, ...rest }: typeof ours) => rest;
      expect(counts(theirs)).toEqual(counts(ours));
      expect(theirs.losers[0]).toEqual(ours.losers[0]);
    });
  },
);
