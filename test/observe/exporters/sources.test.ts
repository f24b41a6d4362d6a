import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Counters } from '../../../observe/exporters/counters.ts';
import { together } from '../../../observe/exporters/endpoints.ts';
import { erlang } from '../../../observe/exporters/erlang.ts';
import { nanomq } from '../../../observe/exporters/nanomq.ts';
import { nodeExporter } from '../../../observe/exporters/node-exporter.ts';
import { processMetrics } from '../../../observe/exporters/process.ts';
import { rabbitmq } from '../../../observe/exporters/rabbitmq.ts';
import { Scrape } from '../../../observe/exporters/scrape.ts';
import { Seconds } from '../../../observe/exporters/seconds.ts';
import { PROCESSES } from '../../../observe/exporters/sources.ts';

const scraped = (atMs: number, text: string) => new Scrape(atMs, text);

/** A machine with two CPUs, after so many seconds of work. */
const machine = (s: { user: number; idle: readonly [number, number]; disk: number; bytes: number }) => `
node_cpu_seconds_total{cpu="0",mode="idle"} ${1000 + s.idle[0]}
node_cpu_seconds_total{cpu="0",mode="user"} ${500 + s.user}
node_cpu_seconds_total{cpu="0",mode="softirq"} ${20 + 0.5 * s.user}
node_cpu_seconds_total{cpu="0",mode="steal"} 7
node_cpu_seconds_total{cpu="1",mode="idle"} ${1000 + s.idle[1]}
node_cpu_seconds_total{cpu="1",mode="user"} 500
node_cpu_seconds_total{cpu="1",mode="steal"} ${7 + s.user}
node_disk_read_bytes_total{device="sda"} ${1e6 + s.bytes}
node_disk_read_bytes_total{device="dm-0"} ${5 * s.bytes}
node_disk_written_bytes_total{device="sda"} ${2 * s.bytes}
node_disk_io_time_seconds_total{device="sda"} ${s.disk}
node_disk_io_time_seconds_total{device="sdb"} ${0.1 * s.disk}
node_memory_MemTotal_bytes 1000
node_memory_MemFree_bytes 300
node_memory_Buffers_bytes 50
node_memory_Cached_bytes 100
node_memory_Slab_bytes 50
node_network_receive_bytes_total{device="eth0"} ${4 * s.bytes}
node_network_receive_bytes_total{device="lo"} ${s.bytes}
node_network_transmit_bytes_total{device="eth0"} ${s.bytes}
node_network_speed_bytes{device="eth0"} 8000
node_network_speed_bytes{device="docker0"} -125000
process_cpu_seconds_total 3
`;

describe('a scrape', () => {
  test('reads what it is asked for, and says what is wrong in that alone', () => {
    const scrape = new Scrape(0, 'one{a="x"} 1\none{a="y"} 2\nanother one 3\n{"quoted"} 4\n');
    expect(scrape.names).toEqual(['one', 'another', 'quoted']);
    expect(scrape.sum('one')).toBe(3);
    expect(scrape.sum('quoted')).toBe(4);
    expect(scrape.sum('absent')).toBeNull();
    expect(scrape.wrong).toBeNull();
    expect(scrape.sum('another')).toBeNull();
    expect(scrape.wrong).toBe('"another one 3"');
  });
});

describe('node_exporter', () => {
  const before = scraped(0, machine({ user: 0, idle: [0, 0], disk: 0, bytes: 0 }));

  test('tells what sar tells of a machine', () => {
    const now = scraped(2000, machine({ user: 1, idle: [0.5, 1], disk: 1.8, bytes: 2000 }));
    expect(nodeExporter.understands(now)).toBe(true);
    expect(nodeExporter.cores(now)).toBe(2);
    const figures = nodeExporter.between(before, now, 2000);
    expect(figures).toEqual({
      cpuUserPercent: 25,
      cpuSystemPercent: 12.5,
      cpuIdlePercent: 37.5,
      cpuLeastIdlePercent: 25,
      cpuStolenPercent: 50,
      diskReadBytesPerSecond: 1000,
      diskWriteBytesPerSecond: 2000,
      diskBusyPercent: expect.closeTo(90),
      networkReceiveBytesPerSecond: 5000,
      networkTransmitBytesPerSecond: 1000,
      networkBusyPercent: 50,
      memoryUsedPercent: expect.closeTo(50),
    });
  });

  test('tells of more devices than a call has room for', () => {
    const many = (atMs: number) =>
      new Scrape(
        atMs,
        Array.from({ length: 150_000 }, (_, n) => `node_disk_io_time_seconds_total{device="sd${n}"} 1`).join(
          '\n',
        ),
      );
    expect(nodeExporter.between(many(1), many(2), 1)).toMatchObject({ diskBusyPercent: 0 });
  });

  test('tells nothing that it was not asked to collect, and of a machine that was started again what it did since', () => {
    const bare = (idle: number) => scraped(0, `node_cpu_seconds_total{cpu="0",mode="idle"} ${idle}`);
    expect(nodeExporter.between(bare(1), bare(2), 1000)).toMatchObject({
      cpuIdlePercent: 100,
      diskBusyPercent: null,
      networkReceiveBytesPerSecond: null,
      memoryUsedPercent: null,
      networkBusyPercent: 0,
    });
    const again = scraped(1000, machine({ user: 0, idle: [1, 1], disk: 0, bytes: -5e5 }));
    expect(nodeExporter.between(before, again, 1000).diskReadBytesPerSecond).toBe(5e5);
  });
});

describe('a process', () => {
  const own = (cpu: number) =>
    scraped(0, `process_cpu_seconds_total ${cpu}\nprocess_resident_memory_bytes 5e7\n`);

  test('has no figure that is no number, or beyond all numbers', () => {
    const of = (atMs: number, cpu: string, memory: string) =>
      scraped(atMs, `process_cpu_seconds_total ${cpu}\nprocess_resident_memory_bytes ${memory}\n`);
    const seconds = new Seconds(of(0, '0', '5'), processMetrics.between);
    seconds.add(of(1000, 'NaN', '+Inf'));
    expect([seconds.of('cpuPercent'), seconds.of('residentBytes')]).toEqual([[], []]);
    seconds.add(of(2000, '1', '1e308'));
    seconds.add(of(3000, '1e308', '1e308'));
    expect(seconds.of('cpuPercent').every(Number.isFinite)).toBe(true);
    expect(seconds.of('residentBytes').every(Number.isFinite)).toBe(true);
    const twice = scraped(
      0,
      'process_resident_memory_bytes 1e308\nprocess_resident_memory_bytes{x="1"} 1e308\n',
    );
    expect(processMetrics.residentBytes(twice)).toBe(null);
  });

  test('is seen by its own metrics, also when it was started again', () => {
    expect(processMetrics.understands(own(1))).toBe(true);
    expect(processMetrics.between(own(1), own(1.5), 2000)).toEqual({ cpuPercent: 25, residentBytes: 5e7 });
    expect(processMetrics.between(own(9), own(0.5), 1000)).toEqual({ cpuPercent: 50, residentBytes: 5e7 });
    expect(processMetrics.understands(scraped(0, 'process_start_time_seconds 1\n'))).toBe(false);
  });

  test('of several nodes is one, over the seconds that all have', () => {
    const node = (name: string, fromMs: number, cpuPercent: number[]) => ({
      name,
      pid: null,
      fromMs,
      cpuPercent,
      residentBytes: cpuPercent.map(() => 10),
      idleResidentBytes: 8,
    });
    expect(together([node('a:1', -2000, [9, 1, 2, 3]), node('b:1', -1000, [10, 20])])).toEqual({
      name: 'a:1, b:1',
      pid: null,
      fromMs: -1000,
      cpuPercent: [11, 22],
      residentBytes: [20, 20],
      idleResidentBytes: 16,
    });
    expect(together([])).toBeNull();
  });
});

describe('RabbitMQ', () => {
  const recorded = (name: string, atMs: number) =>
    scraped(atMs, readFileSync(join(import.meta.dirname, `rabbitmq-${name}.txt`), 'utf8'));
  // Recorded of 3.10.8 while 300 messages came and 200 of them had a subscriber.
  const [before, after] = [recorded('before', 0), recorded('after', 8000)];

  test('is seen as the Erlang machine that it is', () => {
    expect(erlang.understands(after)).toBe(true);
    expect(processMetrics.understands(after)).toBe(false);
    expect(erlang.between(before, after, 8000)).toEqual({
      cpuPercent: (100 * (2480 - 2407)) / 8000,
      residentBytes: 141365248,
    });
  });

  test('counts its messages', () => {
    const counters = new Counters(rabbitmq, before);
    counters.add(after);
    const figures = counters.figures({ final: true, zeroMs: 1000, underLoadUntilMs: 9000 });
    expect(figures).toMatchObject({
      version: 'RabbitMQ 3.10.8',
      publishReceived: 300,
      publishSent: 200,
      publishDropped: 0,
      held: [
        { atMs: -1000, messages: 0 },
        { atMs: 7000, messages: 0 },
      ],
    });
    expect(figures.key).toContainEqual({
      topic: 'rabbitmq_global_messages_unroutable_dropped_total',
      value: '100',
      meaning: 'messages that no queue wanted',
    });
    const unfinished = counters.figures({ final: false, zeroMs: 1000, underLoadUntilMs: 9000 });
    expect(unfinished).toMatchObject({ publishReceived: null, publishSent: null, publishDropped: null });
  });
});

test('NanoMQ tells its memory and its messages, and no CPU that could be used', () => {
  // As its REST API writes it: a line of help without a text, no newline before the end.
  const text = (received: number) =>
    [
      '# TYPE nanomq_connections_count gauge',
      '# HELP nanomq_connections_count',
      'nanomq_connections_count 3',
      `nanomq_messages_received ${received}`,
      'nanomq_messages_sent 20',
      'nanomq_messages_dropped 1',
      'nanomq_memory_usage 7000000',
      'nanomq_cpu_usage 12.50',
    ].join('\n');
  const [before, after] = [scraped(0, text(5)), scraped(1000, text(25))];
  expect(PROCESSES.find((source) => source.understands(after))?.between(before, after, 1000)).toEqual({
    cpuPercent: null,
    residentBytes: 7e6,
  });
  const counters = new Counters(nanomq, before);
  counters.add(after);
  expect(counters.figures({ final: true, zeroMs: 0, underLoadUntilMs: 9000 })).toMatchObject({
    version: 'NanoMQ',
    publishReceived: 20,
    publishSent: 0,
    publishDropped: 0,
    held: [],
  });
});

describe('figures between scrapes', () => {
  const counter = (atMs: number, cpu: number) => scraped(atMs, `process_cpu_seconds_total ${cpu}\n`);
  const cpuOf = (...scrapes: Scrape[]) => {
    const seconds = new Seconds(counter(0, 0), processMetrics.between);
    for (const scrape of scrapes) seconds.add(scrape);
    return seconds.of('cpuPercent');
  };

  test('stand for as many seconds as passed, whenever a scrape came', () => {
    expect(cpuOf(counter(1000, 0.5), counter(2000, 0.6))).toEqual([50, expect.closeTo(10)]);
    // One was missed.
    expect(cpuOf(counter(1000, 0.5), counter(4000, 2))).toEqual([50, 50, 50, 50]);
    // One came too soon after another: nothing is lost of it.
    expect(cpuOf(counter(1000, 0.5), counter(1400, 0.7), counter(2000, 1))).toEqual([50, 50]);
    // Each is late, and none is shifted.
    expect(cpuOf(...[1, 2, 3, 4].map((n) => counter(n * 1300, n * 1.3)))).toHaveLength(5);
  });

  test('of what is told no more stand as they were, and of what was never told have no values', () => {
    const seconds = new Seconds(counter(0, 0), processMetrics.between);
    seconds.add(counter(1000, 0.5));
    seconds.add(scraped(2000, 'other 1\n'));
    expect(seconds.of('cpuPercent')).toEqual([50, 50]);
    expect(seconds.of('residentBytes')).toEqual([]);
  });
});
