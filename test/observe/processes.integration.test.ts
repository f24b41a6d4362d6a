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
  together.watch('together', pid, { withChildren: true });
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
  sampler.watch('shell', shell.pid ?? 0, { withChildren: true });
  await sleep(3700);
  const [series] = sampler.series(Date.now());
  sampler.stop();
  shell.kill();
  expect(Math.max(...(series?.cpuPercent ?? []))).toBeGreaterThan(30);
  expect(Math.max(...(series?.cpuPercent ?? []))).toBeLessThan(110);
});

test.concurrent('a process that another takes the place of goes on in one series', async () => {
  const busy = () => spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' });
  let shell = busy();
  const first = shell.pid ?? 0;
  const sampler = new ProcessSampler();
  sampler.watch('broker', first, { current: () => shell.pid ?? null });
  await sleep(1100);
  shell.kill();
  await once(shell, 'exit');
  await sleep(2100);
  shell = busy();
  await sleep(3100);
  const [series] = sampler.series(Date.now());
  sampler.stop();
  shell.kill();
  expect(series?.pid).toBe(first);
  expect(series?.cpuPercent.length).toBeGreaterThanOrEqual(5);
  expect(series?.cpuPercent).toContain(0);
  expect(series?.cpuPercent.at(-1)).toBeGreaterThan(10);
});

test('a process that is not there is one line', () => {
  const sampler = new ProcessSampler();
  expect(() => sampler.watch('broker', 2 ** 30)).toThrow(/^no CPU and memory of broker: /);
  sampler.stop();
});
