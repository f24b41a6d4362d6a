import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { processStart } from '../../targets/process-start.ts';

it('a start time stays the same, and tells a process from a later one', async () => {
  expect(processStart(process.pid)).toMatch(/^\d+$/);
  expect(processStart(process.pid)).toBe(processStart(process.pid));
  const later = spawn('sleep', ['60']);
  expect(processStart(later.pid ?? 0)).not.toBe(processStart(process.pid));
  later.kill();
  await once(later, 'exit');
});

it('a process that is not has none', () => {
  expect(processStart(2 ** 22 + 1)).toBeNull();
});
