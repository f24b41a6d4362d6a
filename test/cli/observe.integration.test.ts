import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import { startBroker } from '../../targets/broker/start.ts';
import { freePort } from '../../targets/free-port.ts';
import { Folder, suite } from './command.ts';

const test = base
  .extend('exporter', ({ task: _ }, { onCleanup }) => {
    const servers: Server[] = [];
    onCleanup(() => {
      for (const server of servers) server.close().closeAllConnections();
    });
    return async (answer: () => string): Promise<string> => {
      const server = createServer((_, response) => response.end(answer())).listen(0, '127.0.0.1');
      servers.push(server);
      await once(server, 'listening');
      return `http://user:secret@127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
  })
  /** One that the command does not start. */
  .extend('broker', async ({ task: _ }, { onCleanup }) => {
    const broker = await startBroker({ choice: 'embedded' });
    onCleanup(() => broker.stop());
    return broker.url;
  });

/** A process with an eighth of a CPU. */
const healthy = () =>
  `process_cpu_seconds_total ${performance.now() / 8000}\nprocess_resident_memory_bytes 5e7\n`;

describe.concurrent('--observe', () => {
  test('gives the figures that SLOs are on, and keeps every sample', async ({ exporter, broker }) => {
    const promise = `{ 'target.cpu': '< 60%', 'target.memory': '< 40MB' }`;
    const folder = new Folder({ 'a.slo.ts': suite(promise).replace("'500ms'", "'2500ms'") });
    const urls = [await exporter(healthy), await exporter(() => 'orders_total 1\n')];
    const observe = urls.flatMap((url) => ['--observe', url]);
    const { code, stdout, stderr } = await folder.run('run', '--broker', broker, ...observe);
    expect(code, stdout + stderr).toBe(1);
    expect(stdout).toMatch(/pass +target\.cpu 1\d(\.\d+)? %, required < 60%/);
    expect(stdout).toMatch(/fail +target\.memory 50 MB, required < 40 MB/);
    expect(
      readdirSync(join(folder.path, 'results/raw')).filter((name) => name.endsWith('.prom.gz')),
    ).toHaveLength(2);
    const { command, cells } = folder.results();
    expect(command).toMatch(/ --observe 'http:\/\/\*\*\*@127\.0\.0\.1:\d+' --observe 'http:\/\/\*\*\*@127/);
    expect(JSON.stringify(cells)).not.toContain('secret');
    expect(cells[0]?.runs[0]?.observation.missing).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:\d+ has no metrics that are understood/),
    ]);
  });

  test('of an endpoint that is down or answers something else is 125 before the load, with what to do', async ({
    exporter,
    broker,
  }) => {
    for (const [url, actual] of [
      [`http://127.0.0.1:${await freePort()}`, /connect ECONNREFUSED 127/],
      [await exporter(() => '<html></html>'), /line 1 is "<html><\/html>"/],
    ] as const) {
      const folder = new Folder({ 'a.slo.ts': suite(`{ lost: '= 0' }`) });
      const { code, stdout, stderr } = await folder.run('run', '--broker', broker, '--observe', url);
      expect(stdout + stderr).toMatch(
        /endpoint to observe: required samples .* from http:\/\/127\.0\.0\.1:\d+\/metrics/,
      );
      expect(stdout + stderr).toMatch(actual);
      expect(stdout + stderr).toMatch(/next step: start the exporter/);
      expect(stdout + stderr).not.toMatch(/secret|^\s+at .*:\d+/m);
      expect(folder.results().cells).toMatchObject([{ verdict: 'invalid', runs: [] }]);
      expect(code).toBe(125);
    }
  });
});

test('a URL that is none is wrong usage', async () => {
  const folder = new Folder({ 'a.slo.ts': suite(`{ lost: '= 0' }`) });
  const { code, stderr } = await folder.run('run', '--observe', 'db1:9100');
  expect(stderr).toMatch(
    /--observe: An http: or https: URL of a Prometheus endpoint is required.*got "db1:9100"/,
  );
  expect(code).toBe(129);
  expect(existsSync(join(folder.path, 'results'))).toBe(false);
});
