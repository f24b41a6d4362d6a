import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { test as base, describe, expect } from 'vitest';
import { steadyMs } from '../../../load/steady-clock.ts';
import { Endpoint } from '../../../observe/exporters/endpoint.ts';
import { Endpoints } from '../../../observe/exporters/endpoints.ts';
import { freePort } from '../../../targets/free-port.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

type Answer = (response: ServerResponse, authorization: string | undefined) => unknown;

/** A process with a quarter of a CPU, by the clock. */
const healthy: Answer = (response) =>
  response.end(`process_cpu_seconds_total ${steadyMs() / 4000}\nprocess_resident_memory_bytes 7e6\n`);

/** An exporter whose answer may be changed while it runs. */
const test = base.extend('exporter', async ({ task: _ }, { onCleanup }) => {
  const exporter = { url: '', answer: healthy };
  const server = createServer((request, response) =>
    exporter.answer(response, request.headers.authorization),
  ).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  exporter.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  onCleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return exporter;
});
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const folder = temporaryFolder('tidemark-exporter-');
const logOf = (name: string) => join(folder, `${name}.prom.gz`);

describe('an endpoint', { concurrent: true }, () => {
  test('is scraped each second, and every sample is kept', async ({ exporter }) => {
    const endpoint = await Endpoint.watch(exporter.url, logOf('healthy'));
    const zeroMs = steadyMs();
    await sleep(3300);
    expect(await endpoint.scrapeLast()).toBe(true);
    await endpoint.stop();
    await endpoint.stop();
    const process = endpoint.process(zeroMs);
    expect(process).toMatchObject({ name: new URL(exporter.url).host, pid: null, idleResidentBytes: 7e6 });
    expect(process?.fromMs).toBeLessThanOrEqual(0);
    expect(process?.cpuPercent.length).toBeGreaterThanOrEqual(3);
    expect(mean(process?.cpuPercent ?? [])).toBeCloseTo(25, -1);
    expect(endpoint.machine(zeroMs)).toBeNull();
    expect(endpoint.notes).toEqual([]);
    const log = gunzipSync(readFileSync(logOf('healthy'))).toString();
    expect(log.match(/^# scraped \d{4}-\S+Z http:\S+$/gm)?.length).toBeGreaterThanOrEqual(4);
    expect(log.match(/^process_resident_memory_bytes 7e6$/gm)?.length).toBeGreaterThanOrEqual(4);
  });

  test('is asked as the user and password of its URL say, and they stay out of the log', async ({
    exporter,
  }) => {
    const heard: (string | undefined)[] = [];
    exporter.answer = (response, authorization) => {
      heard.push(authorization);
      healthy(response, authorization);
    };
    const endpoint = await Endpoint.watch(exporter.url.replace('//', '//us%40er:se%25cret@'), logOf('user'));
    await endpoint.stop();
    expect(heard).toEqual([`Basic ${Buffer.from('us@er:se%cret').toString('base64')}`]);
    expect(gunzipSync(readFileSync(logOf('user'))).toString()).not.toContain('cret');
  });

  test.for<[string, Answer, string]>([
    ['a page', (response) => response.end('<html>\n'), 'actual: line 1 is "<html>"'],
    ['nothing', (response) => response.end(''), 'actual: its answer has no samples'],
    ['a status', (response) => response.writeHead(503).end('up 1\n'), 'actual: it answered with status 503'],
    [
      'the address of another',
      (response) => response.writeHead(302, { location: 'http://u:secret@192.0.2.1/x' }).end('up 1\n'),
      'actual: it answered with status 302, which sends on to http://',
    ],
    ['silence', () => {}, 'actual: no whole answer within 5 s'],
    ['half an answer', (response) => response.write('up 1\n'), 'actual: no whole answer within 5 s'],
    ['a broken connection', (response) => response.socket?.destroy(), 'actual: '],
  ])('that answers with %s is refused before the load', async ([, answer, actual], { exporter }) => {
    exporter.answer = answer;
    await expect(Endpoint.watch(exporter.url, logOf('refused'))).rejects.toThrow(
      new RegExp(`^endpoint to observe: required samples .* from ${exporter.url} .*${actual}.*next step: `),
    );
  });

  test('that is down is refused, and those beside it are let go', async ({ exporter }) => {
    let scrapes = 0;
    exporter.answer = (response, authorization) => {
      scrapes++;
      healthy(response, authorization);
    };
    const down = `http://127.0.0.1:${await freePort()}/metrics`;
    await expect(Endpoints.watch([exporter.url, down], (name) => join(folder, name), 'down')).rejects.toThrow(
      /required samples .* from http:\/\/127.0.0.1:\d+\/metrics .*actual: .*ECONNREFUSED/,
    );
    await sleep(1500);
    expect(scrapes).toBe(1);
  });

  test('that goes wrong under load is a note, and its seconds go on when it is back', async ({
    exporter,
  }) => {
    const endpoint = await Endpoint.watch(exporter.url, logOf('wrong'));
    const zeroMs = steadyMs();
    await sleep(1300);
    exporter.answer = (response) => response.end('<html>');
    await sleep(2000);
    exporter.answer = healthy;
    await sleep(1000);
    await endpoint.stop();
    expect(endpoint.notes).toEqual([
      expect.stringMatching(/^[12] of [45] scrapes of 127.0.0.1:\d+ failed; the first: line 1 is "<html>"$/),
    ]);
    const { cpuPercent = [] } = endpoint.process(zeroMs) ?? {};
    expect(cpuPercent.length).toBeGreaterThanOrEqual(3);
    expect(mean(cpuPercent)).toBeCloseTo(25, -1);
  });

  test('with metrics that nobody understands is kept in the log, and a note says so', async ({
    exporter,
  }) => {
    exporter.answer = (response) => response.end('my_app_orders_total 5\n');
    const endpoint = await Endpoint.watch(exporter.url, logOf('other'));
    await endpoint.stop();
    expect(endpoint.process(0)).toBeNull();
    expect(endpoint.notes).toEqual([
      expect.stringContaining('has no metrics that are understood: node_exporter'),
    ]);
    expect(gunzipSync(readFileSync(logOf('other'))).toString()).toContain('my_app_orders_total 5');
  });
});

// One after the other: each keeps this process busy for a while.
test('endpoints are watched by URLs as a configuration has them', async ({ exporter }) => {
  const bare = exporter.url.replace('/metrics', '');
  const endpoints = await Endpoints.watch([bare, exporter.url], (name) => join(folder, name), 'bare');
  await endpoints.stop();
  expect(endpoints.files).toEqual(['bare.observed-1.prom.gz']);
  await expect(Endpoints.watch(['db1:9100'], (name) => join(folder, name), 'bare')).rejects.toThrow(
    RangeError,
  );
});

describe('an endpoint without end', () => {
  test.for<[string, Answer, string]>([
    [
      'an endless answer',
      (response) => response.end('up 1\n'.repeat(4 * 1024 ** 2)),
      'actual: its answer is longer than 16 MiB',
    ],
    [
      'an endless answer in little',
      (response) =>
        response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .end(gzipSync(Buffer.alloc(20 * 1024 ** 2, 'up 1\n'))),
      'actual: its answer is longer than 16 MiB',
    ],
  ])('that answers with %s is refused before the load', async ([, answer, actual], { exporter }) => {
    exporter.answer = answer;
    await expect(Endpoint.watch(exporter.url, logOf('refused'))).rejects.toThrow(
      new RegExp(`^endpoint to observe: required samples .* from ${exporter.url} .*${actual}.*next step: `),
    );
  });
});
