/**
 * What encryption costs a broker, and what connections cost it that hardly speak: the same messages a second from few and from
 * many devices, in plain TCP and by TLS with a key that both sides know (PSK).
 */
import { expect, settings, slo, sweep } from 'tidemark';
import { sizes } from '../profile.ts';

const { transport, qos, clients, rate, ramp, ...phases } = sizes.secured;

const promise = slo({
  'delivery.p99': '< 150ms',
  'publish.rate': '>= 99% of offered',
  'connect.failed': '= 0',
  lost: '= 0',
});

/** A broker that runs already listens as it does. */
const runsAlready = /^(?:mqtts?|wss?|exec):/.test(settings().broker);

sweep(
  '500 bytes, plain and secured',
  { transport: runsAlready ? (['as it listens'] as const) : transport, qos, clients },
  async (cell, { broker, load }) => {
    const result = await load.mqtt({
      target: broker,
      groups: {
        devices: {
          clients: cell.clients,
          publish: { topic: 'devices/{client}/state', payload: '500B', qos: cell.qos, rate },
        },
        recorder: { clients: 1, subscribe: { filter: 'devices/+/state', qos: cell.qos } },
      },
      ramp,
      ...phases,
    });
    expect(result).toMeet(promise);
  },
  { brokerOptions: ({ transport }) => (transport === 'as it listens' ? {} : { transport }) },
);
