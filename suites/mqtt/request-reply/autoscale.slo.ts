/**
 * The load rises in one step to several times what the least workers can do, and falls back. The pool follows: how long until
 * requests are answered as fast as before? A window begins each second after the step; the first that is within the bound
 * tells. docs/benchmark-suites.md
 */
import { expect, slo, test } from 'tidemark';
import { AT_ONCE, virtualClients, workers } from './sides.ts';
import { sizes } from './sizes.ts';

const { clients, connections, workerConnections, pool, work, rates, within, seconds, ...phases } =
  sizes.autoscale;
const { calm, busy, backWithin } = seconds;
const end = calm + busy + calm;
const at = (second: number) => `${second}s` as const;

const served = slo({ 'reply.matched': '>= 99%', ...within });
const back = slo({ warn: within });
const all = slo({ 'reply.matched': '>= 99%', 'reply.duplicated': '= 0' });

test.override('brokerOptions', AT_ONCE);

/** `+1s` is the second that begins a second after the step. */
const following = Object.fromEntries(
  Array.from({ length: backWithin }, (_, second) => [
    `+${second}s`,
    [at(calm + second), at(calm + second + 1)] as const,
  ]),
);

test(`autoscale: ${rates[0]}, ${rates[1]}, ${rates[0]}`, async ({ broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      workers: workers(broker.kind, workerConnections, { work, pool }),
      askers: virtualClients(broker.kind, clients, connections, {
        rate: [
          [at(calm), rates[0]],
          [at(busy), rates[1]],
          [at(calm), rates[0]],
        ],
      }),
    },
    ...phases,
    measure: at(end),
    windows: {
      before: ['0s', at(calm)],
      ...following,
      busy: [at(calm + backWithin), at(calm + busy)],
      after: [at(calm + busy), at(end)],
    },
  });
  expect.soft(result.window('before')).toMeet(served);
  for (const window of Object.keys(following)) expect.soft(result.window(window)).toMeet(back);
  expect.soft(result.window('busy')).toMeet(served);
  expect.soft(result.window('after')).toMeet(served);
  expect.soft(result).toMeet(all);
});
