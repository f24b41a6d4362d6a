import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseProcessStat } from '../../observe/processes.ts';

test('a process name with spaces and brackets does not shift the figures', () => {
  const rest = 'S 1 7 7 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 3 0 100 9000 1234 18446744073709551615 1 1';
  expect(parseProcessStat(`7 (my ) (broker) ${rest}`)).toEqual({
    cpuTicks: 300,
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
