import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ProcessSampler } from '../../observe/processes.ts';

test.concurrent('a shell that waits for a busy child is busy with its children, idle without; when it ends its series ends', async () => {
  const shell = spawn('sh', ['-c', '(while :; do :; done) & read -r _; kill $!'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const pid = shell.pid ?? 0;
  await sleep(200);
  const [alone, together] = [new ProcessSampler(), new ProcessSampler()];
  alone.watch('alone', pid);
  together.watch('together', pid, true);
  expect(alone.threads(pid)).toBe(1);
  expect(together.threads(pid)).toBe(2);
  await sleep(2700);
  const zeroMs = Date.now();
  const [own] = alone.series(zeroMs);
  const [all] = together.series(zeroMs);
  expect(all?.cpuPercent.length).toBeGreaterThanOrEqual(2);
  expect(all?.fromMs).toBeLessThan(-2500);
  expect(Math.max(...(own?.cpuPercent ?? [100]))).toBeLessThan(5);
  expect(Math.max(...(all?.cpuPercent ?? []))).toBeGreaterThan(30);
  expect(all?.idleResidentBytes).toBeGreaterThan(own?.idleResidentBytes ?? Number.POSITIVE_INFINITY);

  shell.stdin.end();
  await once(shell, 'exit');
  await sleep(1100);
  const ended = together.series(zeroMs)[0]?.cpuPercent.length;
  await sleep(1500);
  expect(together.series(zeroMs)[0]?.cpuPercent.length).toBe(ended);
  alone.stop();
  together.stop();
});

test.concurrent('a shell that keeps starting children is as busy as they are, though none lives for long', async () => {
  const shell = spawn(
    'sh',
    ['-c', 'while :; do sh -c "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"; done'],
    {
      stdio: 'ignore',
    },
  );
  await sleep(200);
  const sampler = new ProcessSampler();
  sampler.watch('shell', shell.pid ?? 0, true);
  await sleep(3700);
  const [series] = sampler.series(Date.now());
  sampler.stop();
  shell.kill();
  expect(Math.max(...(series?.cpuPercent ?? []))).toBeGreaterThan(30);
  expect(Math.max(...(series?.cpuPercent ?? []))).toBeLessThan(110);
});

test('a process that is not there is one line', () => {
  const sampler = new ProcessSampler();
  expect(() => sampler.watch('broker', 2 ** 30)).toThrow(/^no CPU and memory of broker: /);
  sampler.stop();
});
