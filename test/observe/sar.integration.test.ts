import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test as base, expect } from 'vitest';
import { recordSar } from '../../observe/sar.ts';
import { sysstat, titled } from '../parts-here.ts';

/** A folder of its own. */
const test = base.extend('folder', ({ task: _ }, { onCleanup }) => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-sar-'));
  onCleanup(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
});

/** Processes that have the file on their command line. */
const recording = (file: string) =>
  execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(file));

async function until(reached: () => boolean, withinMs: number): Promise<boolean> {
  for (const endMs = performance.now() + withinMs; performance.now() < endMs; await sleep(50)) {
    if (reached()) return true;
  }
  return reached();
}

test.skipIf(!sysstat)(
  titled('every whole second is recorded and placed in time', sysstat, 'no sysstat'),
  { concurrent: true },
  async ({ folder }) => {
    const file = join(folder, 'cell.sar');
    const startedMs = Date.now();
    const sar = await recordSar(file);
    await sleep(3300);
    await sar.stop();
    await sar.stop();
    const { system, networkBusyPercent } = await sar.read(startedMs + 2000);
    expect(statSync(file).size).toBeGreaterThan(1000);
    for (const values of [system.cpuIdlePercent, system.memoryUsedPercent, networkBusyPercent]) {
      expect(values.length).toBeGreaterThanOrEqual(3);
      expect(values.length).toBeLessThanOrEqual(4);
      for (const value of values) expect(value).toBeGreaterThanOrEqual(0);
    }
    expect(Math.max(...system.memoryUsedPercent)).toBeGreaterThan(0);
    expect(system.fromMs).toBeGreaterThan(-3000);
    expect(system.fromMs).toBeLessThan(-1000);
    expect(recording(file)).toEqual([]);
  },
);

test.skipIf(!sysstat)(
  titled('a busy CPU and loopback traffic show in the figures', sysstat, 'no sysstat'),
  { concurrent: true },
  async ({ folder }) => {
    const sar = await recordSar(join(folder, 'cell.sar'));
    const busy = spawn(process.execPath, [
      '-e',
      `const net = require('node:net'); const bytes = Buffer.alloc(65536);
     const server = net.createServer((socket) => socket.resume()).listen(0, '127.0.0.1', () => {
       const client = net.connect(server.address().port, '127.0.0.1');
       const write = () => { while (client.write(bytes)); client.once('drain', write); };
       write();
     });`,
    ]);
    await sleep(3500);
    busy.kill('SIGKILL');
    await sar.stop();
    const { system } = await sar.read(Date.now());
    expect(Math.max(...system.networkReceiveBytesPerSecond)).toBeGreaterThan(10e6);
    expect(Math.min(...system.cpuLeastIdlePercent)).toBeLessThan(60);
  },
);

test.skipIf(!sysstat)(
  titled('a second recording replaces the file of an earlier one', sysstat, 'no sysstat'),
  { concurrent: true },
  async ({ folder }) => {
    const file = join(folder, 'cell.sar');
    for (let i = 0; i < 2; i++) {
      const sar = await recordSar(file);
      await sleep(1500);
      await sar.stop();
      const { system } = await sar.read(Date.now());
      expect(system.cpuIdlePercent.length).toBeLessThanOrEqual(3);
    }
  },
);

test.skipIf(!sysstat)(
  titled('recording ends when its process is killed', sysstat, 'no sysstat'),
  { concurrent: true },
  async ({ folder }) => {
    const file = join(folder, 'cell.sar');
    const module = fileURLToPath(new URL('../../observe/sar.ts', import.meta.url));
    const program = `const { recordSar } = await import(${JSON.stringify(module)});
    await recordSar(${JSON.stringify(file)}); setInterval(() => {}, 1e6);`;
    const parent: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: 'ignore',
    });
    const sars = () => recording(file).filter((line) => / sar -o| sadc/.test(line));
    expect(await until(() => sars().length > 0, 10_000)).toBe(true);
    const exited = once(parent, 'exit');
    parent.kill('SIGKILL');
    await exited;
    expect(await until(() => recording(file).length === 0, 5000)).toBe(true);
  },
);

test.skipIf(!sysstat)(
  titled('a recording that holds nothing is said to', sysstat, 'no sysstat'),
  { concurrent: true },
  async ({ folder }) => {
    const sar = await recordSar(join(folder, 'no', 'such', 'folder.sar'));
    await sar.stop();
    await expect(sar.read(Date.now())).rejects.toThrow(/^sysstat recorded nothing to .*folder\.sar: /);
  },
);

test('absent sysstat is one line that says how to get it', async ({ folder }) => {
  const path = process.env.PATH;
  process.env.PATH = folder;
  try {
    await expect(recordSar(join(folder, 'cell.sar'))).rejects.toThrow(
      'sysstat is missing: no CPU, disk and network figures; apt-get install sysstat',
    );
  } finally {
    process.env.PATH = path;
  }
});
