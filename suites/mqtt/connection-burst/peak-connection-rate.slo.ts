/**
 * The highest rate at which clients can connect, by the rule of mqttbench's CONNBURST: a mean latency below 500 ms, every CPU at
 * least 15 % idle, and no failure. Clients stay for a second and leave one after the other, so the rate lasts as long as one
 * likes with few connections open.
 */
import { capacity, describe, expect, judge, slo, test } from 'tidemark';
import { sizes } from './sizes.ts';
import { brokerFor, connectAs, sharesMachine, variantsOf } from './variants.ts';

const { variants, from, to, width, floor, times } = sizes.peak;
const HOLD_MS = 1000;
const AWAY_MS = 200;
const ROUND_MS = HOLD_MS + AWAY_MS;

/** Where generator and broker share a machine, its CPUs are the generator's, too: the broker's own limit counts. */
const idle = sharesMachine
  ? ({ 'target.cpu.idle': '>= 15%' } as const)
  : ({ 'system.cpu.idle.busiest': '>= 15%' } as const);
const promiseAt = (perSecond: number) =>
  slo({
    'connect.mean': '< 500ms',
    'connect.failed': '= 0',
    'connect.rate': `>= ${Math.floor(0.95 * perSecond)}/s`,
    ...idle,
  });

describe.for(variantsOf(variants))('%s', (variant) => {
  test.override('brokerOptions', brokerFor(variant));
  capacity(
    'peak connection rate',
    { from: `${from}/s`, to: `${to}/s`, width, axis: 'connections a second' },
    async (perSecond, { broker, load }) => {
      const result = await load.mqtt({
        target: broker,
        groups: {
          clients: {
            clients: Math.ceil((perSecond * ROUND_MS) / 1000) - 1,
            connect: connectAs(variant, broker.kind),
            cycle: { hold: `${HOLD_MS}ms`, away: `${AWAY_MS}ms`, times, inTurn: true },
          },
        },
        ramp: `${perSecond}/s`,
        measure: `${(times + 1) * ROUND_MS + 500}ms`,
        windows: { burst: [`${ROUND_MS}ms`, `${times * ROUND_MS}ms`] },
        drain: '0s',
      });
      return judge(result.window('burst'), promiseAt(perSecond));
    },
    (peak) => expect(peak).toBeAtLeast(`${floor}/s`),
  );
});
