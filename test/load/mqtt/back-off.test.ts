import fc from 'fast-check';
import { expect, test } from 'vitest';
import { waitUs } from '../../../load/mqtt/back-off.ts';

const plan = { afterMs: 100, factor: 2, mostMs: 1000, jitter: 0, seed: 1 };

test('each wait is longer by the factor, up to the longest', () => {
  const waitsMs = [0, 1, 2, 3, 4, 5].map((attempt) => waitUs(plan, 7, attempt) / 1000);
  expect(waitsMs).toEqual([100, 200, 400, 800, 1000, 1000]);
});

test('a random part of a wait is as large as the jitter allows, and the same for the same seed', () => {
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.nat(50),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (client, attempt, jitter) => {
        const whole = waitUs(plan, client, attempt);
        const wait = waitUs({ ...plan, jitter }, client, attempt);
        expect(wait).toBeLessThanOrEqual(whole);
        expect(wait).toBeGreaterThanOrEqual(Math.floor(whole * (1 - jitter)));
        expect(waitUs({ ...plan, jitter }, client, attempt)).toBe(wait);
      },
    ),
  );
});

test('clients that were thrown out together come back spread over the back-off', () => {
  const waits = Array.from({ length: 1000 }, (_, client) => waitUs({ ...plan, jitter: 1 }, client, 0));
  for (const quarter of [0, 1, 2, 3]) {
    const within = waits.filter((wait) => wait >= quarter * 25_000 && wait < (quarter + 1) * 25_000);
    expect(within.length).toBeGreaterThan(150);
  }
});
