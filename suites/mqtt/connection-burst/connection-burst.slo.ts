/**
 * CONNBURST of mqttbench: all clients connect at a rate, stay, leave, and connect again. No subscriptions and no messages: only
 * the rate and the latency of connecting. docs/benchmark-suites.md
 */
import { expect, slo, sweep } from 'tidemark';
import { sizes } from './sizes.ts';
import { brokerFor, connectAs, variantsOf } from './variants.ts';

const { variants, clients, connectsPerSecond, stay, away, times } = sizes.burst;

const promise = slo({
  'connect.mean': '< 500ms',
  'connect.failed': '= 0',
  'reconnect.failed': '= 0',
});

sweep(
  'connection burst',
  { variant: variantsOf(variants), clients, connectsPerSecond },
  async ({ variant, clients, connectsPerSecond }, { broker, load }) => {
    const rampSeconds = clients / connectsPerSecond;
    const holdSeconds = rampSeconds + stay;
    const result = await load.mqtt({
      target: broker,
      groups: {
        clients: {
          clients,
          connect: connectAs(variant, broker.kind),
          startAfter: '0s',
          cycle: { hold: `${holdSeconds}s`, away: `${away}s`, times },
        },
      },
      ramp: `${connectsPerSecond}/s`,
      // Every client has two seconds more than the ramp to come back.
      measure: `${rampSeconds + 2 + (holdSeconds + away) * times + stay}s`,
      drain: '0s',
    });
    expect(result).toMeet(promise);
  },
  { brokerOptions: ({ variant }) => brokerFor(variant) },
);
