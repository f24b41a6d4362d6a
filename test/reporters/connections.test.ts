import { expect, test } from 'vitest';
import { encodeHistogram, histogramOf } from '../../load/histogram.ts';
import type { MeasuredRun, RoundResult } from '../../load/mqtt/result.ts';
import { markdown } from '../../reporters/sections/document.ts';
import { cellOf, edited, resultsOf, sampleResults, sweepShapes } from './sample-results.ts';
import { asRecords, tableOf } from './table-of.ts';

const seconds = (...values: number[]) => values;
const round = (fromMs: number, connectMs: number, more: Partial<RoundResult> = {}): RoundResult => ({
  fromMs,
  tookMs: 2000,
  attempted: 400,
  failed: 0,
  failedBy: {},
  latencies: { connect: encodeHistogram(histogramOf([connectMs * 1000, 400])) },
  due: seconds(200, 200),
  connected: seconds(190, 210),
  failures: [],
  ...more,
});

/** A load whose clients only connect, in these rounds. */
const report = (rounds: readonly RoundResult[]): string => {
  const idle = edited(cellOf(sweepShapes[0]!), (run) => {
    const [plan] = run.plan.groups;
    const { publish: _, ...group } = { ...plan!, name: 'clients', rampPerSecond: 200 };
    const result = Object.values(run.windows.measure!.groups)[0]!;
    const connect = { ...result.connect, failed: 3, failedBy: { 'CONNACK 135 not authorized': 3 } };
    Object.assign(run satisfies MeasuredRun, {
      plan: { ...run.plan, groups: [group] },
      windows: { measure: { ...run.windows.measure, groups: { clients: { ...result, connect } } } },
      series: { ...run.series, groups: { clients: Object.values(run.series.groups)[0]! } },
      rounds: { clients: rounds },
    });
  });
  return markdown(resultsOf([idle]));
};

/** The heading of the first table of rounds. */
const roundsIn = (text: string): string => /### (Rounds of .*)/.exec(text)?.[1] ?? '';

test('a load that only connects is told in the columns of mqttbench, round by round', () => {
  const text = report([round(0, 2), round(12_000, 5, { failed: 7, connected: seconds(193, 200) })]);
  const [line] = asRecords(tableOf(text, 'Connections'));
  const columns = ['min ms', 'avg ms', '50P ms', '95P ms', '99P ms', '99.9P ms', 'max ms', 'conn/s'];
  for (const column of columns) expect(line?.[column]).toMatch(/\d/);
  expect(line).toMatchObject({ 'offered conn/s': '200', failed: '3' });
  const rounds = asRecords(tableOf(text, roundsIn(text)));
  expect(rounds).toMatchObject([
    { round: '1', due: '400', made: '400', failed: '0', 'conn/s': '200', 'avg ms': '2.00' },
    { round: '2', 'from s': '12.0', made: '393', failed: '7', '50P ms': '5.00' },
  ]);
  expect(text).toContain('Over all rounds: min 2.00 ms, avg 3.50 ms');
  expect(asRecords(tableOf(text, 'Failures by cause'))).toMatchObject([
    { cause: 'CONNACK 135 not authorized', connections: '3' },
  ]);
});

test('of many rounds the first and the last are shown', () => {
  const text = report(Array.from({ length: 143 }, (_, at) => round(25_000 * at, 2)));
  const rounds = asRecords(tableOf(text, roundsIn(text))).map(({ round }) => Number(round));
  expect([rounds.length, rounds.at(0), rounds.at(-1)]).toEqual([20, 1, 143]);
  expect(text).toContain('The first 10 and the last 10 of 143 rounds');
});

test('a load with messages has no such section', () => {
  expect(markdown(sampleResults())).not.toContain('## Connections');
});
