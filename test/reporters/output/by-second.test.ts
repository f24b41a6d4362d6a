/** Files for other tools: an interval log of HdrHistogram, and tables with the columns of mqttbench. */
import { HistogramLogReader } from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import { tablesOf } from '../../../reporters/csv/tables.ts';
import { histogramLog } from '../../../reporters/hlog/log.ts';
import type { Results } from '../../../saved/results.ts';
import { cellOf, edited, resultsOf, sweepShapes } from '../sample-results.ts';

/** The group `devices` of each run with two seconds of acknowledgements: 3 of 1 ms, then 1 of 50 ms and 1 of 2 s. */
function bySecond(results: Results): Results {
  const cells = results.cells.map((cell) => ({
    ...cell,
    runs: cell.runs.map(({ result, observation }) => {
      const groups = Object.fromEntries(
        Object.entries(result.series.groups).map(([name, series]) => {
          const samples = {
            'publish.ack': [
              [1000, 3],
              [50_000, 1, 2_000_000, 1],
            ],
            delivery: [[1000, 3], []],
          };
          return [name, { ...series, samples }];
        }),
      );
      return { result: { ...result, series: { ...result.series, firstSecond: -1, groups } }, observation };
    }),
  }));
  return { ...results, cells };
}

const one = bySecond(resultsOf([cellOf(sweepShapes[4]!)]));

function readBack(log: string) {
  const reader = new HistogramLogReader(log);
  const intervals = [];
  for (let next = reader.nextIntervalHistogram(); next !== null; next = reader.nextIntervalHistogram())
    intervals.push(next);
  return intervals;
}

describe('the interval log', () => {
  test('is read back by a reader of HdrHistogram: an interval a second, in the order of time', () => {
    const intervals = readBack(histogramLog(one)!);
    const acks = intervals.filter(({ tag }) => tag === 'publish.ack');
    expect(acks.map(({ totalCount }) => totalCount)).toEqual([3, 2]);
    expect(acks[0]!.getValueAtPercentile(50)).toBe(1000);
    expect(acks[1]!.maxValue / 2_000_000).toBeCloseTo(1, 2);
    const starts = intervals.map(({ startTimeStampMsec }) => startTimeStampMsec);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    const [{ result }] = one.cells[0]!.runs as [Results['cells'][number]['runs'][number]];
    expect(Math.round(acks[0]!.startTimeStampMsec)).toBe(Date.parse(result.startedAt) - 1000);
  });

  test('has what no second has as one interval of the measure phase', () => {
    const intervals = readBack(histogramLog(resultsOf([cellOf(sweepShapes[4]!)]))!);
    const [{ result }] = one.cells[0]!.runs as [Results['cells'][number]['runs'][number]];
    const [ack, ...others] = intervals.filter(({ tag }) => tag === 'publish.ack');
    expect(others).toEqual([]);
    expect(ack!.endTimeStampMsec - ack!.startTimeStampMsec).toBeCloseTo(result.plan.measureMs, 0);
  });

  test('tells several loads apart by their names, in which there is no space and no comma', () => {
    const tags = readBack(histogramLog(bySecond(resultsOf(sweepShapes.slice(4, 6).map(cellOf))))!).map(
      ({ tag }) => tag,
    );
    const acks = [...new Set(tags)].filter((tag) => tag.endsWith('publish.ack'));
    expect(acks).toHaveLength(2);
    for (const tag of tags) expect(tag).not.toMatch(/[\s,]/);
  });

  test('is none where nothing was measured', () => {
    expect(histogramLog(resultsOf([]))).toBeNull();
    expect(tablesOf(resultsOf([]))).toBeNull();
  });
});

describe('the tables', () => {
  const records = (csv: string): Record<string, string>[] => {
    const [head = '', ...lines] = csv.trimEnd().split('\r\n');
    const names = head.split(',');
    return lines.map((line) => Object.fromEntries(line.split(',').map((value, at) => [names[at]!, value])));
  };

  test('have the columns of mqttbench in its order', () => {
    const { stats, latency } = tablesOf(one)!;
    expect(stats).toMatch(
      /^TimeStamp,TC,THIP,TR,TE,TSIP,TD,TCR,CON,CA,PS,PC,.*,SRVDISC,TxQ0,TxQ1,TxQ2,RxRPA,.*,TxPUB,.*,OOO,REDEL,Test\r\n/,
    );
    expect(latency).toMatch(/^TimeStamp,msg_Units,msg_#Msgs,msg_Total#Samples,.*,msg_1Sec,msg_5Sec,Test\r\n/);
  });

  test('count what was sent by QoS, a second at a time and so far', () => {
    const [{ result }] = one.cells[0]!.runs as [Results['cells'][number]['runs'][number]];
    const { publish } = result.plan.groups.find((group) => group.publish)!;
    const sent = Object.values(result.series.groups).reduce(
      (total, series) => total.map((n, at) => n + (series.sent[at] ?? 0)),
      Array.from({ length: Object.values(result.series.groups)[0]!.sent.length }, () => 0),
    );
    const rows = records(tablesOf(one)!.stats);
    expect(rows.map((row) => Number(row[`TxQ${publish!.qos}`]))).toEqual(sent);
    expect(rows.map((row) => Number(row[`TxQ${(publish!.qos + 1) % 3}`]))).toEqual(sent.map(() => 0));
    expect(Number(rows.at(-1)!.TxPUB)).toBe(sent.reduce((total, n) => total + n, 0));
    expect(rows[0]!.BADSubs).toBe('');
  });

  test('count the connections that were asked for, made and failed so far', () => {
    const cell = edited(cellOf(sweepShapes[4]!), (run) => {
      const round = {
        tookMs: 900,
        attempted: 3,
        failed: 1,
        failedBy: { 'connection reset': 1 },
        latencies: {},
      };
      const counts = { due: [2, 1], connected: [1, 1], failures: [0, 1] };
      Object.assign(run, {
        rounds: { devices: [-9000, 1500].map((fromMs) => ({ ...round, ...counts, fromMs })) },
      });
    });
    const rows = records(tablesOf(resultsOf([cell]))!.stats);
    const first = cell.runs[0]!.result as { series: { firstSecond: number } };
    const at = 1 - first.series.firstSecond;
    const of = (second: number) => [rows[second]!.CON, rows[second]!.CA, rows[second]!.TE];
    expect(of(0)).toEqual(['3', '2', '1']);
    expect(of(at)).toEqual(['5', '3', '1']);
    expect(of(at + 1)).toEqual(['6', '4', '2']);
    expect(records(tablesOf(one)!.stats)[0]!.CON).toBe('');
  });

  test('have the latencies of deliveries in microseconds', () => {
    expect(records(tablesOf(one)!.latency)[0]).toMatchObject({ msg_50th: '1000', msg_1Sec: '0' });
  });
});
