/** TLS sessions of clients that come back, against brokers that take them up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import type { MqttGroupInput } from '../../../load/mqtt/plan-input.ts';
import type { TlsInput } from '../../../load/socket/tls-input.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import type { Broker } from '../../../targets/broker/broker.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { mosquitto } from '../../parts-here.ts';
import { lineTo } from './line.ts';
import { group, measure, test } from './measure.ts';

const resumed = slo({ 'connect.resumed': '>= 99%' });
const leaving = (tls?: TlsInput): MqttGroupInput => ({
  clients: 8,
  connect: { ...(tls && { tls }) },
  subscribe: { filter: 'news', qos: 1 },
  cycle: { hold: '700ms', away: '200ms', times: 2 },
});
const to = (broker: Broker, devices: MqttGroupInput) =>
  measure(broker, { groups: { devices }, measure: '2500ms', drain: '0s' });

describe.concurrent('clients that come back', () => {
  test.for([
    { choice: 'embedded', transport: 'tls', minVersion: 'TLSv1.3' },
    { choice: 'embedded', transport: 'tls', minVersion: 'TLSv1.2' },
    { choice: 'embedded', transport: 'wss', minVersion: 'TLSv1.3' },
    { choice: 'native', transport: 'tls', minVersion: 'TLSv1.3' },
    { choice: 'native', transport: 'tls', minVersion: 'TLSv1.2' },
  ] as const)(
    'take up the TLS session that they had: $choice broker, $transport, $minVersion',
    async ({ choice, transport, minVersion }, { skip }) => {
      skip(choice === 'native' && !mosquitto, 'no mosquitto on the PATH');
      const broker = await startBroker({ choice, transport, clientCertificates: 8 });
      const result = await to(broker, leaving({ resume: true, minVersion, maxVersion: minVersion }));
      await broker.stop();
      // A client that is not back yet when its group leaves again is left out.
      const { returned, ...returns } = group(result, 'devices').returns!;
      expect(returned).toBeGreaterThanOrEqual(8);
      expect(returns).toMatchObject({
        left: returned,
        failedBy: {},
        tls: { offered: returned, resumed: returned },
      });
      expect(result.targetFaults).toEqual([]);
      expect(judge(result, resumed).verdict).toBe('pass');
    },
  );

  test('make full handshakes unless they are told otherwise, and no share is given', async () => {
    const broker = await startBroker({ choice: 'embedded', transport: 'tls' });
    const result = await to(broker, leaving());
    await broker.stop();
    expect(group(result, 'devices').returns!.returned).toBeGreaterThan(0);
    expect(group(result, 'devices').returns).not.toHaveProperty('tls');
    expect(judge(result, resumed).rows[0]?.message).toContain('tls: { resume: true }');
  });

  test('offer the session after a loss, and make a full handshake where the broker does not know it', async () => {
    const broker = await startBroker({ choice: 'embedded', transport: 'tls' });
    const other = await startBroker({ choice: 'embedded', transport: 'tls' });
    let now = broker;
    const line = await lineTo({
      host: broker.host,
      get port() {
        return now.port;
      },
    });
    const cutAfter = async (ms: number) => {
      await sleep(ms);
      line.cut();
    };
    const result = await measure(
      { ...line, url: line.url.replace('mqtt:', 'mqtts:') },
      {
        groups: {
          idle: {
            clients: 10,
            // Both have certificates of authorities of their own.
            connect: { tls: { verify: false, resume: true }, reconnect: { after: '50ms', atMost: '200ms' } },
          },
        },
        measure: '4s',
        drain: '0s',
      },
      {},
      {
        onMeasureStart: async () => {
          await cutAfter(600);
          await sleep(1000);
          now = other;
          await cutAfter(0);
          await cutAfter(1200);
        },
      },
    );
    await line[Symbol.asyncDispose]();
    await Promise.all([broker.stop(), other.stop()]);
    expect(group(result, 'idle').returns).toMatchObject({
      lost: 30,
      returned: 30,
      tls: { offered: 30, resumed: 20 },
    });
    expect(judge(result, resumed).verdict).toBe('fail');
  });
});
