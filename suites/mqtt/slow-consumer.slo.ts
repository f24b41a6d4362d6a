/**
 * A fast and a slow consumer of the same messages: does the fast one get them as if the other were not there? The broker keeps
 * what the slow one has not taken, and drops what is too much; how much that was stands in the report as a warning.
 */
import { expect, slo, test } from 'tidemark';
import { sizes } from '../profile.ts';

const { clients, rate, readRate, ...phases } = sizes.slowConsumer;

const promise = slo({
  'devices/publish.ack.p99': '< 100ms',
  'fast/delivery.p99': '< 150ms',
  'fast/lost': '= 0',
  duplicated: '= 0',
  warn: { 'broker.dropped': '= 0' },
});

test(`slow consumer: ${readRate} of ${rate} beside a fast one`, async ({ broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      devices: { clients, publish: { topic: 'devices/{client}/state', payload: '500B', qos: 1, rate } },
      fast: { clients: 1, subscribe: { filter: 'devices/+/state', qos: 1 } },
      slow: { clients: 1, subscribe: { filter: 'devices/+/state', qos: 1, readRate } },
    },
    ...phases,
  });
  expect(result).toMeet(promise);
});
