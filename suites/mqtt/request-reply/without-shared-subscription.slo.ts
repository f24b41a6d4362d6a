/**
 * The same requests to workers that share a subscription, and to workers that each have their own: there every worker does all
 * of the work, and a client gets a reply from each. docs/benchmark-suites.md
 */
import { expect, slo, sweep, test } from 'tidemark';
import { AT_ONCE, NOT_SHARED, SHARED, virtualClients, workers } from './sides.ts';
import { sizes } from './sizes.ts';

const { subscriptions, clients, connections, workerConnections, rate, ...phases } = sizes.sharing;

const figures = { 'target.cpu': '< 80%', 'request.p50': '< 10ms' } as const;
const shared = slo({ 'reply.matched': '>= 99%', 'reply.duplicated': '= 0', warn: figures });
/** A copy from every worker but the first is what is to be seen here. */
const notShared = slo({ 'reply.matched': '>= 99%', warn: { 'reply.duplicated': '= 0', ...figures } });

test.override('brokerOptions', AT_ONCE);

sweep('workers', { subscription: subscriptions }, async ({ subscription }, { broker, load }) => {
  const isShared = subscription === 'shared';
  const result = await load.mqtt({
    target: broker,
    groups: {
      workers: workers(broker.kind, workerConnections, { filter: isShared ? SHARED : NOT_SHARED }),
      askers: virtualClients(broker.kind, clients, connections, { rate }),
    },
    ...phases,
  });
  expect(result).toMeet(isShared ? shared : notShared);
});
