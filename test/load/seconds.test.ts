import { expect, test } from 'vitest';
import { SecondHistogram } from '../../load/second-histogram.ts';
import { Seconds } from '../../load/seconds.ts';

const NAMES = { counts: ['sent'], latencies: ['ack'] } as const;
const second = (sent: number, ackUs: readonly number[], lagMaxUs = 0) => {
  const ack = new SecondHistogram();
  for (const us of ackUs) ack.record(us);
  return { counts: { sent }, lagMaxUs, latencies: { ack: ack.take() } };
};

test('what several agents say of a second is one second, in whatever order it comes', () => {
  const seconds = new Seconds(2, NAMES);
  seconds.add(1, [second(3, [100, 100]), second(0, [])]);
  seconds.add(0, [second(1, []), second(5, [60], 7)]);
  seconds.add(1, [second(4, [100], 20), second(2, [], 9)]);
  expect(seconds.counts(0, 'sent')).toEqual([1, 7]);
  expect(seconds.counts(1, 'sent')).toEqual([5, 2]);
  expect(seconds.total(1, 'sent')).toBe(9);
  expect(seconds.lagMaxMs(0)).toEqual([0, 0.02]);
  expect(seconds.percentilesMs(0, 'ack', 50)).toEqual([null, 0.1]);
});

test('the worst p99 is that of the slowest part; a second without samples has none', () => {
  const seconds = new Seconds(2, NAMES);
  seconds.add(0, [second(1, [50]), second(1, [120])]);
  seconds.add(1, [second(1, []), second(1, [])]);
  expect(seconds.worstP99Ms(0)).toBeCloseTo(0.12, 3);
  expect(seconds.worstP99Ms(1)).toBeNull();
  expect(seconds.worstP99Ms(2)).toBeNull();
});
