import { expect, test } from 'vitest';
import { encodedLatencies, mergedLatencies, mergedLatency } from '../../load/encoded-latencies.ts';
import { decodeHistogram } from '../../load/histogram.ts';
import { LatencyCounts } from '../../load/latency-counts.ts';

const counts = (...valuesUs: readonly number[]) => {
  const latency = new LatencyCounts();
  for (const us of valuesUs) latency.record(us);
  return latency;
};

test('what was not recorded is absent, in one agent and in all', () => {
  const one = encodedLatencies({ connect: counts(100), delivery: counts() });
  expect(Object.keys(one)).toEqual(['connect']);
  expect(Object.keys(mergedLatencies([one, {}]))).toEqual(['connect']);
  expect(mergedLatency([null, undefined])).toBeNull();
});

test('latencies of several agents count together', () => {
  const merged = mergedLatencies([
    encodedLatencies({ connect: counts(100, 200), delivery: counts(5) }),
    encodedLatencies({ connect: counts(300), delivery: counts() }),
  ]);
  const connect = decodeHistogram(merged.connect!);
  expect([connect.totalCount, connect.minNonZeroValue, connect.maxValue]).toEqual([3, 100, 300]);
  expect(decodeHistogram(merged.delivery!).totalCount).toBe(1);
});
