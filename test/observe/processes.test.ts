import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Cpu, parseProcessStat, usedBetween } from '../../observe/processes.ts';

test('a process name with spaces and brackets does not shift the figures', () => {
  const rest = 'S 1 7 7 0 -1 4194560 1 0 0 0 250 50 30 20 20 0 3 0 100 9000 1234 18446744073709551615 1 1';
  expect(parseProcessStat(`7 (my ) (broker) ${rest}`)).toEqual({
    cpuTicks: 300,
    endedCpuTicks: 50,
    residentPages: 1234,
    threads: 3,
  });
});

test.runIf(process.platform === 'linux')('this process has threads, memory and a name of its own', () => {
  const { cpuTicks, residentPages, threads } = parseProcessStat(readFileSync('/proc/self/stat', 'latin1'));
  expect(cpuTicks).toBeGreaterThan(0);
  expect(threads).toBeGreaterThan(1);
  expect(residentPages * 4096).toBeGreaterThan(10e6);
});

const cpu = (ms: number, endedMs = 0): Cpu => ({ ms, endedMs, exact: true });

test.each<[string, number, [number, Cpu][], [number, Cpu][]]>([
  ['a process alone', 30, [[1, cpu(100)]], [[1, cpu(130)]]],
  ['a child that started and ended between two looks', 40, [[1, cpu(100, 500)]], [[1, cpu(110, 530)]]],
  [
    'a child that was seen and ended: what it used since',
    25,
    [
      [1, cpu(100, 500)],
      [2, cpu(70, 10)],
    ],
    [[1, cpu(105, 600)]],
  ],
  [
    'a child that ended with its own',
    5,
    [
      [1, cpu(0)],
      [2, cpu(10)],
      [3, cpu(20)],
    ],
    [[1, cpu(0, 35)]],
  ],
  [
    'a child nobody waited for',
    10,
    [
      [1, cpu(100)],
      [2, cpu(70)],
    ],
    [[1, cpu(110)]],
  ],
  [
    'a child that is found',
    10,
    [[1, cpu(100)]],
    [
      [1, cpu(110)],
      [2, cpu(4000, 50)],
    ],
  ],
])('CPU between two looks, of %s: %i ms', (_, usedMs, before, now) => {
  expect(usedBetween(new Map(before), new Map(now))).toBe(usedMs);
});
