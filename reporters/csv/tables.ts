/** What was counted and how long it took, second by second, as tables with the columns of mqttbench where it has them. */
import { histogramOf } from '../../load/histogram.ts';
import type { SavedResults } from '../../saved/results.ts';
import { runName } from '../cell-name.ts';
import { kindOf } from '../kinds/kinds.ts';
import { type MeasuredCellRun, measured, rows } from '../rows.ts';

export interface Tables {
  readonly stats: string;
  readonly latency: string;
}

type Value = string | number | null;
interface Load {
  readonly test: string;
  readonly run: MeasuredCellRun;
}

/** null where nothing was measured. */
export function tablesOf(results: SavedResults): Tables | null {
  const loads = rows(results).flatMap((row): Load[] => {
    const run = measured(row);
    return run === null ? [] : [{ test: runName(row, results.cells), run }];
  });
  const [first] = loads;
  if (first === undefined) return null;
  const columns = kindOf(results)
    .countsOf(first.run.result)
    .columns.map(([name]) => name);
  return {
    stats: csv(['TimeStamp', ...columns, 'Test'], loads.flatMap(statsRows)),
    latency: csv(['TimeStamp', ...LATENCY_COLUMNS, 'Test'], loads.flatMap(latencyRows)),
  };
}

function statsRows({ test, run: { result } }: Load): Value[][] {
  const { firstSecond, columns } = kindOf(result.plan).countsOf(result);
  const seconds = Math.max(0, ...columns.map(([, values]) => values.length));
  return Array.from({ length: seconds }, (_, second) => [
    timeOf(result, firstSecond + second),
    ...columns.map(([, values]) => values[second] ?? null),
    test,
  ]);
}

/** Those of mqttbench's `latency.csv` that are about messages. */
const LATENCY_COLUMNS =
  'msg_Units,msg_#Msgs,msg_Total#Samples,msg_Hist#Samples,msg_Min(us),msg_Max(us),msg_Avg(us),msg_StdDev,msg_50th,msg_75th,msg_90th,msg_99th,msg_1Sec,msg_5Sec'.split(
    ',',
  );

function latencyRows({ test, run: { result } }: Load): Value[][] {
  const kind = kindOf(result.plan);
  const { latency } = kind.countsOf(result);
  const bySecond = new Map<number, number[]>();
  for (const { name, fromSeconds, latencies } of kind.intervalsOf(result)) {
    if (typeof latencies === 'string' || (name !== latency && !name.endsWith(`/${latency}`))) continue;
    bySecond.set(fromSeconds, [...(bySecond.get(fromSeconds) ?? []), ...latencies]);
  }
  return [...bySecond]
    .sort(([one], [other]) => one - other)
    .map(([second, samples]) => [timeOf(result, second), ...figuresOf(samples), test]);
}

function figuresOf(samples: readonly number[]): Value[] {
  const histogram = histogramOf(samples);
  const above = (us: number): number =>
    samples.reduce((sum, n, at) => sum + (at % 2 === 1 && samples[at - 1]! > us ? n : 0), 0);
  const { totalCount: n, maxValue, mean, stdDeviation } = histogram;
  const percentiles = [0, 50, 75, 90, 99].map((percent) => histogram.getValueAtPercentile(percent));
  const [min, ...others] = percentiles;
  const [average, deviation] = [Math.round(mean), Math.round(stdDeviation)];
  return ['1.0e-06', n, n, n, min!, maxValue, average, deviation, ...others, above(1e6), above(5e6)];
}

/** RFC 4180. */
const csv = (columns: readonly string[], lines: readonly (readonly Value[])[]): string =>
  [columns, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');

const field = (value: Value): string =>
  typeof value === 'string' && /[",\r\n]/.test(value)
    ? `"${value.replaceAll('"', '""')}"`
    : String(value ?? '');

/** ISO 8601: the beginning of the second. */
const timeOf = ({ startedAt }: MeasuredCellRun['result'], second: number): string =>
  new Date(Date.parse(startedAt) + second * 1000).toISOString();
