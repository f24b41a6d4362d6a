/** The load of compose.yaml: virtual clients ask the workers that run beside it. */
import { expect, slo, test } from 'tidemark';

type Duration = `${number}s`;
const {
  VIRTUAL_CLIENTS = '100000',
  CONNECTIONS = '100',
  INTERVAL_MS = '20000',
  MEASURE = '30s',
  P50 = '10ms',
} = process.env;

const promise = slo({
  'reply.matched': '>= 99%',
  'request.p50': `< ${P50 as Duration}`,
  'reply.duplicated': '= 0',
  'reply.foreign': '= 0',
});

test(`${VIRTUAL_CLIENTS} virtual clients over ${CONNECTIONS} connections`, async ({ broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      clients: {
        clients: Number(VIRTUAL_CLIENTS),
        connections: Number(CONNECTIONS),
        connect: { protocol: '5' },
        request: { topic: 'req/{shard}', timeout: '2s', payload: '100B', every: `${Number(INTERVAL_MS)}ms` },
      },
    },
    measure: MEASURE as Duration,
    drain: '2s',
  });
  expect(result).toMeet(promise);
});
