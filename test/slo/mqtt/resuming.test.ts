import { describe, expect, test } from 'vitest';
import type { PromiseInput } from '../../../slo/promise.ts';
import { devices, type GroupShape } from '../a-run.ts';
import { verdictOf } from '../verdict-of.ts';

const tls = { ca: null, verify: true };
const cycle = { holdMs: 5000, awayMs: 1000, times: 1 };
const returned = { left: 100, returned: 100, attempts: 100 };
const resuming: GroupShape = { tls: { ...tls, resume: true }, cycle };
const verdict = (groups: Record<string, GroupShape>, bound = '>= 90%', metric = 'connect.resumed') =>
  verdictOf({ groups }, { [metric]: bound } as object as PromiseInput);

describe('the share of TLS sessions that the target took up', () => {
  test('is of those that clients offered, and n is how many they offered', () => {
    const first = devices({ ...resuming, returns: { ...returned, tls: { offered: 80, resumed: 76 } } });
    const second = devices({ ...resuming, returns: { ...returned, tls: { offered: 20, resumed: 4 } } });
    expect(verdict({ first })).toEqual({
      verdict: 'pass',
      message: 'connect.resumed 95 %, required >= 90% (n = 80)',
    });
    expect(verdict({ first, second }, '= 80%').verdict).toBe('pass');
    expect(verdict({ first, second }, '= 20%', 'second/connect.resumed').verdict).toBe('pass');
  });

  test('is 0 where the target took up none, which is its doing', () => {
    const none = devices({ ...resuming, returns: { ...returned, tls: { offered: 100, resumed: 0 } } });
    expect(verdict({ none })).toEqual({
      verdict: 'fail',
      message: 'connect.resumed 0 %, required >= 90% (n = 100)',
    });
  });

  test.each<[string, GroupShape]>([
    ['no client connects by TLS', { cycle, returns: returned }],
    ['no client that connects by TLS comes back (reconnect or cycle)', { tls: { ...tls, resume: true } }],
    [
      'no client that comes back offers its TLS session (tls: { resume: true })',
      { tls, cycle, returns: returned },
    ],
    ['no client was away', { ...resuming, returns: {} }],
  ])('is not known, and no 0: %s', (why, shape) => {
    const { verdict: judged, message } = verdict({ devices: devices(shape) }, '= 0%');
    expect([judged, message]).toEqual(['invalid', expect.stringContaining(why)]);
  });

  test('fails where clients came back and the target had given them no session, or where they did not come back', () => {
    const offered = { tls: { offered: 0, resumed: 0 } };
    const without = devices({ ...resuming, returns: { ...returned, ...offered } });
    expect(verdict({ without })).toEqual({
      verdict: 'fail',
      message: expect.stringContaining(
        'the target gave no TLS session that a client could offer in 100 attempts',
      ),
    });
    const gone = devices({ ...resuming, returns: { left: 100, ...offered } });
    expect(verdict({ gone })).toEqual({
      verdict: 'fail',
      message: expect.stringContaining('100 clients did not come back'),
    });
  });
});
