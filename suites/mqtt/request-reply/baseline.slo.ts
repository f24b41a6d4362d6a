/** Virtual clients ask at a steady rate: does each get its own reply, once, and how soon? docs/benchmark-suites.md */
import { expect, slo, sweep, test } from 'tidemark';
import { AT_ONCE, virtualClients, workers } from './sides.ts';
import { sizes } from './sizes.ts';

const { clients, connections, workerConnections, every, ...phases } = sizes.baseline;

const { p50, p99 } = sizes;
const promise = slo({
  'reply.matched': '>= 99%',
  'request.p50': p50,
  'request.p99': p99,
  'reply.late': '= 0',
  'reply.duplicated': '= 0',
  'reply.unknown': '= 0',
  'reply.foreign': '= 0',
});

test.override('brokerOptions', AT_ONCE);

sweep('request and reply', { clients }, async (cell, { broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      workers: workers(broker.kind, workerConnections),
      askers: virtualClients(broker.kind, cell.clients, connections, { every }),
    },
    ...phases,
  });
  expect(result).toMeet(promise);
});
