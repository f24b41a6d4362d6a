import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { test as base, describe, expect } from 'vitest';
import type { RunResult } from '../../load/mqtt/result.ts';
import { type ObservedTarget, observe } from '../../observe/observer.ts';
import type { Broker } from '../../targets/broker/broker.ts';
import { startBroker } from '../../targets/broker/start.ts';
import { freePort } from '../../targets/free-port.ts';
import { nodeExporter, observers, titled } from '../parts-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const LACKING = 'no mosquitto, sysstat or ss';
const ownNetworks = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
const folder = temporaryFolder('tidemark-not-ours-');

/** A run of that length, as far as observing reads it. */
const run = (startedAtMs: number, measureMs: number) =>
  ({
    status: 'measured',
    startedAt: new Date(startedAtMs).toISOString(),
    plan: { measureMs, groups: [] },
    generator: { pacing: 'timer', perAgent: [], generatorBound: false },
  }) as unknown as RunResult;

/** What is observed of a target in two seconds. */
async function observed(target: ObservedTarget, cell: string, endpoints: readonly string[] = []) {
  const protocol = target.url.startsWith('http') ? 'http' : 'mqtt';
  const observer = await observe({ target, folder, cell, protocol, endpoints });
  observer.measureStarts();
  const startedAtMs = Date.now();
  await sleep(2000);
  return observer.finish(run(startedAtMs, 2000));
}

/** Of a target that nobody started. */
const targetAt = (url: string, port: number): ObservedTarget => ({
  url,
  port,
  pid: null,
  version: null,
  label: 'external',
  quota: null,
});

const test = base
  .extend('start', ({ task: _ }, { onCleanup }) => {
    const brokers: Broker[] = [];
    onCleanup(async () => {
      for (const broker of brokers) await broker.stop();
    });
    return async (choice: string): Promise<Broker> => {
      const broker = await startBroker({ choice });
      brokers.push(broker);
      return broker;
    };
  })
  .extend('spawned', ({ task: _ }, { onCleanup }) => {
    const children: ChildProcess[] = [];
    onCleanup(() => {
      for (const child of children) child.kill('SIGKILL');
    });
    return (file: string, ...args: string[]): ChildProcess => {
      const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
      children.push(child);
      return child;
    };
  });

/** Two workers that share one port, which their parent holds, too; each of them is a quarter busy. */
const SITE = `
const cluster = require('node:cluster');
if (cluster.isPrimary) {
  let up = 0;
  const worker = () => cluster.fork().once('listening', () => ++up === 2 && console.log('up'));
  worker();
  worker();
} else {
  require('node:http').createServer((_, response) => response.end('ok')).listen(Number(process.argv[1]), '127.0.0.1');
  setInterval(() => { for (const end = Date.now() + 25; Date.now() < end; ); }, 100);
}`;

/** Where nothing of the target was seen; that other programs filled this machine meanwhile is known all the same. */
const UNSEEN = ['unknown', 'machine'];

describe.skipIf(!observers)(
  titled('a target of this machine that was not started here', observers, LACKING),
  { concurrent: true },
  () => {
    test('is found by the port it listens on, and watched like an own one', async ({ start }) => {
      const own = await start('native');
      const { bottleneck, target, elsewhere, missing } = await observed(
        await start(`mqtt://localhost:${own.port}`),
        'found',
      );
      expect(target).toMatchObject({ name: 'mosquitto', pid: own.pid });
      expect(target?.cpuPercent.length).toBeGreaterThanOrEqual(2);
      expect(elsewhere).toBeUndefined();
      expect(missing).toEqual([]);
      expect(bottleneck.where).not.toBe('unknown');
    });

    test('counts with its children, when it is a site of several processes', async ({ spawned }) => {
      const port = await freePort();
      const site = spawned(process.execPath, '-e', SITE, String(port));
      await once(site.stdout!, 'data');
      const { target } = await observed(targetAt(`http://127.0.0.1:${port}`, port), 'site');
      expect(target).toMatchObject({ name: 'node', pid: site.pid });
      const { cpuPercent = [] } = target ?? {};
      // Their parent waits: what is seen is theirs.
      expect(Math.max(...cpuPercent)).toBeGreaterThan(3);
    });

    test.skipIf(!ownNetworks)(
      titled(
        'is the one in the container, when Docker publishes the port',
        ownNetworks,
        'no network of its own',
      ),
      async ({ spawned }) => {
        // As Docker does: a network with an address of its own, and a proxy that is told where to go.
        const serve = `require('node:http').createServer((_, answer) => answer.end('ok')).listen(Number(process.argv[1]), process.argv[2], () => console.log('up'))`;
        const up =
          'ip link set lo up && ip address add 192.0.2.9/32 dev lo && exec "$0" -e "$1" 8080 0.0.0.0';
        const site = spawned('unshare', '-n', 'sh', '-c', up, process.execPath, serve);
        await once(site.stdout!, 'data');
        const port = await freePort();
        const told = [
          '-proto',
          'tcp',
          '-host-port',
          String(port),
          '-container-ip',
          '192.0.2.9',
          '-container-port',
          '8080',
        ];
        const proxy = spawn(process.execPath, ['-e', serve, '--', String(port), '127.0.0.1', ...told], {
          argv0: 'docker-proxy',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        try {
          await once(proxy.stdout, 'data');
          const { target, missing } = await observed(targetAt(`http://127.0.0.1:${port}`, port), 'published');
          expect(target).toMatchObject({ name: 'node', pid: site.pid });
          expect(missing).toEqual([]);
        } finally {
          proxy.kill('SIGKILL');
        }
      },
    );

    test('is not seen where its port is passed on', async () => {
      const serve = `require('node:http').createServer().listen(Number(process.argv[1]), () => console.log('up'))`;
      const port = await freePort();
      const tunnel = spawn(process.execPath, ['-e', serve, String(port)], {
        argv0: '/usr/bin/ssh',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      try {
        await once(tunnel.stdout, 'data');
        const { target, elsewhere, missing } = await observed(
          targetAt(`http://127.0.0.1:${port}`, port),
          'tunnel',
        );
        expect({ target, elsewhere }).toEqual({ target: null, elsewhere: true });
        expect(missing).toEqual([expect.stringContaining(`port ${port} is held by ssh, which passes it on`)]);
      } finally {
        tunnel.kill('SIGKILL');
      }
    });

    test('is this process without its children, when a test serves its own site', async () => {
      const server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const { target, agents } = await observed(targetAt(`http://127.0.0.1:${port}`, port), 'own');
      expect(target?.pid).toBe(process.pid);
      expect(agents).toEqual([]);
      server.close();
    });

    test('is not seen where nobody listens, and the bottleneck is then unknown', async () => {
      const port = await freePort();
      const { target, bottleneck, missing } = await observed(
        targetAt(`http://127.0.0.1:${port}`, port),
        'nobody',
      );
      expect(target).toBeNull();
      expect(UNSEEN).toContain(bottleneck.where);
      expect(missing).toEqual([
        `the target's CPU and memory were not observed: no process of this machine was found that listens on port ${port}; give --observe the URL of an exporter that tells of it`,
      ]);
    });
  },
);

describe.skipIf(!observers)(
  titled('a target that runs elsewhere', observers, LACKING),
  { concurrent: true },
  () => {
    // For documentation (RFC 5737): nobody has it.
    const target = targetAt('http://192.0.2.1:8080', 8080);

    test('is unknown without an exporter, and the line says what to give', async () => {
      const observation = await observed(target, 'unseen');
      expect(observation).toMatchObject({ elsewhere: true, target: null });
      expect(UNSEEN).toContain(observation.bottleneck.where);
      expect(observation.system).not.toBeNull();
      expect(observation.missing).toEqual([
        "the target's CPU and memory were not observed: 192.0.2.1 is another machine; give --observe the URL of an exporter that tells of it",
      ]);
    });

    test.skipIf(!nodeExporter)(
      titled('is seen by node_exporter and by what it exports itself', nodeExporter, 'no node_exporter'),
      async ({ spawned }) => {
        const port = await freePort();
        const machine = `http://127.0.0.1:${port}/metrics`;
        spawned('prometheus-node-exporter', `--web.listen-address=127.0.0.1:${port}`);
        await expect
          .poll(() =>
            fetch(machine).then(
              ({ status }) => status,
              () => 0,
            ),
          )
          .toBe(200);
        const broker = createServer((_, response) =>
          response.end(
            `process_cpu_seconds_total ${performance.now() / 5000}\nprocess_resident_memory_bytes 6e7\n`,
          ),
        ).listen(0, '127.0.0.1');
        await once(broker, 'listening');
        const own = `http://127.0.0.1:${(broker.address() as AddressInfo).port}/metrics`;

        const observation = await observed(target, 'seen', [machine, own]);
        broker.close();
        expect(observation.missing).toEqual([]);
        expect(observation.target).toMatchObject({
          name: new URL(own).host,
          pid: null,
          idleResidentBytes: 6e7,
        });
        const [seen] = observation.machines ?? [];
        expect(seen?.name).toBe(`127.0.0.1:${port}`);
        // It is this machine in truth: sar tells the same of it.
        const mean = (values: readonly number[] = []) =>
          values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(seen?.cpuIdlePercent.length).toBeGreaterThanOrEqual(2);
        expect(Math.abs(mean(seen?.cpuIdlePercent) - mean(observation.system?.cpuIdlePercent))).toBeLessThan(
          25,
        );
        expect(
          Math.abs(mean(seen?.memoryUsedPercent) - mean(observation.system?.memoryUsedPercent)),
        ).toBeLessThan(3);
        expect(observation.bottleneck.where).not.toBe('unknown');
        expect(observation.files).toEqual(['seen.observed-1.prom.gz', 'seen.observed-2.prom.gz', 'seen.sar']);
        const log = gunzipSync(readFileSync(join(folder, 'seen.observed-1.prom.gz'))).toString();
        expect(log.match(/^node_cpu_seconds_total\{cpu="0",mode="idle"\} /gm)?.length).toBeGreaterThanOrEqual(
          3,
        );
      },
    );
  },
);
