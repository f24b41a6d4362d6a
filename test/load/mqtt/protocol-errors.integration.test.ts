/** Packets that a broker must not send: each ends the connection, and is counted as the broker's doing. */
import { describe, expect } from 'vitest';
import type { Faults } from '../../fault-broker/faults.ts';
import { group, measure, test } from './measure.ts';

const plan = {
  groups: {
    both: {
      clients: 2,
      connect: { clientId: 'both-{client}' },
      subscribe: { filter: 'b' },
      publish: { topic: 'a', every: '50ms' },
    },
    silent: { clients: 1, connect: { clientId: 'silent' } },
  },
  measure: '200ms',
  drain: '100ms',
} as const;

type Says = Omit<NonNullable<Faults['says']>, 'clients'>;

describe.concurrent('a packet that a broker must not send', () => {
  test.for<[string, Says, string]>([
    ['a PUBLISH before the CONNACK', { beforeConnack: '3003000174' }, 'PUBLISH before CONNACK'],
    ['a SUBACK before the CONNACK', { beforeConnack: '9003000100' }, 'SUBACK before CONNACK'],
    ['a PINGRESP before the CONNACK', { beforeConnack: 'd000' }, 'PINGRESP before CONNACK'],
    ['a second CONNACK', { afterConnack: '20020000' }, 'unexpected CONNACK'],
    ['a second CONNACK of a refusal', { afterConnack: '20020005' }, 'unexpected CONNACK'],
    ['what only a client sends', { afterConnack: '8206000100017400' }, 'unexpected SUBSCRIBE'],
  ])('%s keeps the client out', async ([, says, cause], { start }) => {
    const result = await measure(await start({ says: { clients: /^both-[01]$/, ...says } }), plan);
    expect(group(result, 'both').connect).toMatchObject({
      succeeded: 0,
      failedBy: { [`protocol error: ${cause}`]: 2 },
    });
    expect(result.targetFaults).toEqual([
      `both: 2 of 2 clients could not connect (protocol error: ${cause}: 2)`,
    ]);
    expect(group(result, 'silent').connect.failed).toBe(0);
  });

  test.for<[string, Says, string]>([
    ['a second SUBACK', { afterSuback: '9003000100' }, 'unexpected SUBACK'],
    ['a CONNACK after the SUBACK', { afterSuback: '20020000' }, 'unexpected CONNACK'],
    ['an UNSUBACK', { afterSuback: 'b0020001' }, 'unexpected UNSUBACK'],
    ['a DISCONNECT of MQTT 3.1.1', { afterSuback: 'e000' }, 'unexpected DISCONNECT'],
  ])('%s ends the connection', async ([, says, cause], { start }) => {
    const result = await measure(await start({ says: { clients: /^both-0$/, ...says } }), plan);
    expect(result.targetFaults).toEqual([
      expect.stringContaining(`both: 1 connection ended (protocol error: ${cause})`),
    ]);
    expect(group(result, 'both').connect.failed).toBe(0);
  });

  test('a SUBACK to who did not subscribe ends the connection', async ({ start }) => {
    const says = { clients: /^silent$/, afterConnack: '9003000100' };
    const result = await measure(await start({ says }), plan);
    expect(result.targetFaults).toEqual([
      expect.stringContaining('silent: 1 connection ended (protocol error: unexpected SUBACK)'),
    ]);
  });
});
