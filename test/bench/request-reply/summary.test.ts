import { expect, test } from 'vitest';
import { figuresOf, generatorBytesOf, type Sample } from '../../../bench/request-reply/summary.ts';

const sampleOf = (cpuUs: number, matched: number): Sample => ({
  due: 10_000,
  matched,
  p50Ms: 1.234,
  p99Ms: 5.678,
  cpuUs,
  residentBytes: cpuUs * 100,
  workerCpuUs: 250_000,
});
const samples = [sampleOf(500_000, 9000), sampleOf(400_000, 10_000), sampleOf(1_000_000, 8000)];

test('requests count for the CPU of who asks, and replies in time for that of who answers; medians of the turns', () => {
  expect(figuresOf(samples)).toEqual({
    requestsPerCpuSecond: 20_000,
    workerRepliesPerCpuSecond: 36_000,
    matchedPercent: 90,
    p50Ms: 1.23,
    p99Ms: 5.68,
  });
  expect(generatorBytesOf(samples)).toBe(50_000_000);
});

test('an engine of which every turn failed has no figures', () => {
  expect(figuresOf([])).toBeNull();
});
