import { expect, test } from 'vitest';
import { originalPace, PUBLISHERS } from '../../../bench/request-reply/original-pace.ts';

test.for([500, 3333, 5000, 7000, 10_000, 30_000])(
  '%d requests a second are due to within a hundredth, from publishers that wake once a millisecond at most',
  (rate) => {
    const { batch, intervalMs } = originalPace(rate, 1);
    const asked = (PUBLISHERS * batch * batch * 1000) / intervalMs;
    expect(Math.abs(asked / rate - 1)).toBeLessThanOrEqual(0.01);
    expect(intervalMs / batch).toBeGreaterThanOrEqual(1);
  },
);

test('it asks as evenly as it can, or in batches as large as they are wanted', () => {
  expect(originalPace(5000, 1)).toEqual({ batch: 1, intervalMs: 4 });
  expect(originalPace(5000, 70)).toEqual({ batch: 70, intervalMs: 19_600 });
});

test('a rate that no settings give is refused', () => {
  expect(() => originalPace(1e9, 1)).toThrow('no settings for 1000000000 requests a second');
});
