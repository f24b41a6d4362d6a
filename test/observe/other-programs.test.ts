import { expect, test } from 'vitest';
import { otherPrograms } from '../../observe/other-programs.ts';

const look = (atMs: number, processes: readonly [number, string, number][]) => ({
  atMs,
  processes: new Map(processes.map(([pid, name, ms]) => [pid, { name, ms }])),
});

test('other programs are told by name, with the CPU of all their processes, and ours are none of them', () => {
  const before = look(1000, [
    [1, 'sh', 5000],
    [2, 'sh', 100],
    [3, 'broker', 0],
  ]);
  const after = look(3000, [
    [1, 'sh', 6800],
    [2, 'sh', 1100],
    [3, 'broker', 2000],
    [4, 'cc1', 200],
    [5, 'cron', 20],
  ]);
  expect(otherPrograms(before, after, new Set([3]))).toEqual({
    cpuPercent: 151,
    busiest: [
      { name: 'sh', processes: 2, cpuPercent: 140 },
      { name: 'cc1', processes: 1, cpuPercent: 10 },
    ],
  });
});
