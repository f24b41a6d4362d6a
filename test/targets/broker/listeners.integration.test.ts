import { describe, expect, test } from 'vitest';
import { startBroker } from '../../../targets/broker/start.ts';
import { measure } from '../../load/mqtt/measure.ts';
import { docker, mosquitto, titled } from '../../parts-here.ts';

const input = {
  groups: {
    devices: { clients: 20, publish: { topic: 'devices/{client}', payload: '100B', qos: 2, every: '100ms' } },
    recorder: { clients: 1, subscribe: { filter: 'devices/+', qos: 2 } },
  },
  measure: '1s',
  drain: '1s',
} as const;

const listeners = [
  { transport: 'tls', url: /^mqtts:/ },
  { transport: 'tls', clientCertificates: 20, url: /^mqtts:/ },
  { transport: 'psk', url: /^mqtts:/ },
  { transport: 'ws', url: /^ws:.*\/mqtt$/ },
  { transport: 'wss', clientCertificates: true, url: /^wss:/ },
] as const;
const kinds = [
  { choice: 'embedded', absent: null },
  { choice: 'native', absent: mosquitto ? null : 'mosquitto is not installed' },
  { choice: 'container', absent: docker ? null : 'there is no Docker' },
] as const;

describe.each(kinds)('$choice', ({ choice, absent }) => {
  describe.concurrent.each(listeners)(
    'listens by $transport ($clientCertificates)',
    ({ url, ...listener }) => {
      test.skipIf(absent !== null)(
        titled(
          'clients need nothing but the broker, and every message is accounted for',
          absent === null,
          absent ?? '',
        ),
        async ({ onTestFinished }) => {
          const broker = await startBroker({ choice, ...listener });
          onTestFinished(() => broker.stop());
          expect(broker.url).toMatch(url);
          const { ledger, windows } = await measure(broker, input);
          expect(ledger).toMatchObject({
            sent: 200,
            acknowledged: 200,
            received: 200,
            lost: 0,
            duplicated: 0,
          });
          const latencies = Object.keys(windows.measure!.groups.devices!.latencies);
          expect(latencies.includes('connect.tls')).toBe(listener.transport !== 'ws');
          expect(latencies.includes('connect.ws')).toBe(listener.transport.startsWith('ws'));
        },
      );
    },
  );
});
