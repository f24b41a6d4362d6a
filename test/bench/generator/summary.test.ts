import { expect, test } from 'vitest';
import { connectionsSummary } from '../../../bench/generator/connections-summary.ts';
import { figuresOf } from '../../../bench/generator/figures.ts';
import type { Sample } from '../../../bench/generator/sample.ts';
import {
  connections,
  held,
  neededFor,
  type Scenario,
  scenarios,
} from '../../../bench/generator/scenarios.ts';
import { summaryOf } from '../../../bench/generator/summary.ts';
import { figuresTables } from '../../../bench/generator/tables.ts';

const ALL = scenarios(1000);

/** Start-up takes 100 ms of CPU and 60 MB; then 100 us a connection, 5 us a message and 5,000 B a connection. */
function sampleOf({ clients, reading, publish }: Scenario): Sample {
  return {
    beforeCpu: { userUs: 60_000 + clients * 60, systemUs: 40_000 + clients * 40 },
    measureCpu: { userUs: 200_000, systemUs: 300_000 },
    measureMs: 1000,
    messages: publish ? 100_000 : 0,
    connections: clients,
    connectMs: clients / 10,
    residentBytes: 60e6 + clients * 5000,
    kernelBytes: clients * 8000,
    lagP99Ms: reading.of === 'lag' ? 0.125 : null,
  };
}

const samples = new Map(
  ALL.map((scenario) => [
    scenario.name,
    new Map(['tidemark', 'floor'].map((engine) => [engine, [sampleOf(scenario)]])),
  ]),
);
const figures = figuresOf(ALL, samples);

test('the line of JSON has every figure of every engine', () => {
  const { tidemark, floor } = summaryOf(figures);
  const message = { cpuUs: 5, rate: 100_000 };
  expect(tidemark).toEqual({
    connect: { cpuUs: expect.closeTo(100, 0), rate: 10_000 },
    qos0: message,
    qos1: message,
    closed: message,
    qos2: message,
    tls: message,
    ws: message,
    tlsHandshakes: expect.closeTo(10_000, -2),
    bytesPerConnection: { tcp: expect.closeTo(5000, -2), tls: expect.closeTo(5000, -2) },
    kernelBytesPerConnection: { tcp: 4000, tls: 4000 },
    lagP99MsAt2000: 0.125,
    lagP99MsAt20000: 0.125,
  });
  expect(floor).toEqual(tidemark);
});

test('a burst of connections is read for its CPU and its memory, of the same samples', () => {
  const [start, burst] = connections(15_000) as [Scenario, Scenario];
  const byEngine = (scenario: Scenario) =>
    new Map(['tidemark', 'mqttjs', 'floor'].map((engine) => [engine, [sampleOf(scenario)]]));
  const taken = byEngine(burst);
  const read = figuresOf(
    [burst, held(burst)],
    new Map([
      [start.name, byEngine(start)],
      [burst.name, taken],
      [held(burst).name, taken],
    ]),
  );
  expect(connectionsSummary(read)).toEqual({
    rate: 10_000,
    userUs: 60,
    systemUs: 40,
    bytesPerConnection: expect.closeTo(5000, -1),
    mqttjs: { rate: 10_000 },
    floor: { cpuUs: 100 },
  });
  expect(connectionsSummary([])).toEqual({ mqttjs: {}, floor: {} });
});

test('a scenario that was chosen brings what is taken off its figure', () => {
  expect(neededFor(ALL, ['tls-memory']).map(({ name }) => name)).toEqual(['start-up-tls', 'tls-memory']);
});

test('the median of the rounds counts, and the tables compare it with the floor', () => {
  const closed = ALL.filter(({ name }) => name === 'closed');
  const using = (userUs: number): Sample => ({
    ...sampleOf(closed[0]!),
    measureCpu: { userUs, systemUs: 0 },
  });
  const rounds = new Map([
    [
      'closed',
      new Map([
        ['tidemark', [600_000, 900_000, 100_000].map(using)],
        ['floor', [using(500_000)]],
      ]),
    ],
  ]);
  expect(figuresTables(closed, figuresOf(closed, rounds), 'floor')).toContain(
    '| tidemark | 6.0 | 0.0 | 6.0 | 1.20 x | 100,000 messages/s |',
  );
});
