/** How many requests a second of a million virtual clients get their replies? docs/benchmark-suites.md */
import { capacity, expect, judge, slo, test } from 'tidemark';
import { AT_ONCE, virtualClients, workers } from './sides.ts';
import { sizes } from './sizes.ts';

const { p50, p99, rate: size } = sizes;
const { from, to, width, floor, clients, connections, workerConnections, ...phases } = size;
const promise = slo({ 'reply.matched': '>= 99%', 'request.p50': p50, 'request.p99': p99 });

test.override('brokerOptions', AT_ONCE);

capacity(
  'requests a second that get their replies',
  { from, to, width, axis: 'requests a second' },
  async (rate, { broker, load }) => {
    const result = await load.mqtt({
      target: broker,
      groups: {
        workers: workers(broker.kind, workerConnections),
        askers: virtualClients(broker.kind, clients, connections, { rate: `${rate}/s` }),
      },
      ...phases,
    });
    return judge(result, promise);
  },
  (served) => expect(served).toBeAtLeast(floor),
);
