/** How many virtual clients, each of which asks once in a period, get their replies? docs/benchmark-suites.md */
import { capacity, expect, judge, slo, test } from 'tidemark';
import { AT_ONCE, virtualClients, workers } from './sides.ts';
import { sizes } from './sizes.ts';

const { from, to, width, floor, connections, workerConnections, every, ...phases } = sizes.clients;

const { p50 } = sizes;
const promise = slo({ 'reply.matched': '>= 99%', 'request.p50': p50 });

test.override('brokerOptions', AT_ONCE);

capacity(
  'virtual clients that get their replies',
  { from, to, width, axis: 'virtual clients' },
  async (clients, { broker, load }) => {
    const result = await load.mqtt({
      target: broker,
      groups: {
        workers: workers(broker.kind, workerConnections),
        askers: virtualClients(broker.kind, clients, connections, { every }),
      },
      ...phases,
    });
    return judge(result, promise);
  },
  (served) => expect(served).toBeAtLeast(floor),
);
