/** How clients connected, where that is what a load is about: the columns of mqttbench's report, by part, by round and by cause. */
import { sumOfCauses } from '../../load/cause-counts.ts';
import { decodeHistogram, mergeHistograms } from '../../load/histogram.ts';
import { publicationsOf } from '../../load/mqtt/group.ts';
import type { MeasuredRun, RoundResult, RunResult } from '../../load/mqtt/result.ts';
import { CONNECT_PARTS, type ConnectPart } from '../../load/mqtt/rounds.ts';
import type { BaseMetric } from '../../metrics/metrics.ts';
import type { Statistic } from '../../metrics/statistics.ts';
import type { Results } from '../../saved/results.ts';
import { statisticMs } from '../../slo/statistic.ts';
import { largest } from '../../statistics/extremes.ts';
import { sumOf } from '../../statistics/sum.ts';
import { count, kilobytes, mebibytes, NONE, orNone, percent, significant } from '../../text/format.ts';
import { machineValues, mean } from '../machine-series.ts';
import { text } from '../markdown/inline.ts';
import { cellColumns, fold, rowName, section } from '../markdown/layout.ts';
import { figure, type MatrixLine, matrixLines, VERDICT } from '../markdown/matrix.ts';
import { type Column, left, right, table } from '../markdown/table.ts';
import type { MeasuredCellRun } from '../rows.ts';
import { figuresOf } from './runs.ts';

type Line = MatrixLine<RunResult> & { readonly measured: MeasuredCellRun<RunResult> };

/** As mqttbench's reports have them, with the tail. */
const STATISTICS: readonly (readonly [Statistic, string])[] = [
  ['min', 'min'],
  ['mean', 'avg'],
  ['p50', '50P'],
  ['p75', '75P'],
  ['p90', '90P'],
  ['p95', '95P'],
  ['p99', '99P'],
  ['p99.9', '99.9P'],
  ['max', 'max'],
];
/** Rounds at the beginning and at the end; the results file has all. */
const MOST_ROUNDS = 10;

/** Null: no load of the results is about connecting. */
export function connectionsSection(results: Results): string | null {
  const lines = matrixLines(results, figuresOf).filter(
    (line): line is Line => line.measured !== null && isOfConnecting(line.measured.result),
  );
  if (lines.length === 0) return null;
  const latencies = (of: ConnectPart): Column<Line>[] =>
    STATISTICS.map(([statistic, name]) => figure(`${name} ms`, `${of}.${statistic}` as BaseMetric));
  return section(
    'Connections',
    table<Line>(
      [
        ...cellColumns(results),
        ...latencies('connect'),
        right('offered conn/s', ({ measured }) => offeredText(measured.result)),
        figure('conn/s', 'connect.rate'),
        figure('failed', 'connect.failed', count),
        right('busiest CPU idle %', ({ measured }) =>
          orNone(mean(machineValues(measured, 'cpuLeastIdlePercent')), percent),
        ),
        right('all CPUs idle %', ({ measured }) =>
          orNone(mean(machineValues(measured, 'cpuIdlePercent')), percent),
        ),
        figure('target idle %', 'target.cpu.idle', percent),
        figure('memory per connection kB', 'target.memory_per_connection', kilobytes),
        left('started', ({ measured }) => measured.result.startedAt.slice(0, 19).replace('T', ' ')),
        VERDICT,
      ],
      lines,
    ),
    'Latencies count from the time when a client was to connect to its CONNACK; a connection that failed is in them at its time-out. CPUs are those of the machine that makes the load, over the measure phase. Target idle is what the target left of the CPU that it can use.',
    fold(
      'Latencies by part of a connection, by round, and failures by cause',
      ...CONNECT_PARTS.filter((part) => part !== 'connect').map((part) => {
        const some = lines.filter(({ figures }) => (figures?.(`${part}.max`) ?? null) !== null);
        return some.length === 0
          ? null
          : `### ${PART_NAMES[part]}\n\n${table<Line>([...cellColumns(results), ...latencies(part)], some)}`;
      }),
      ...lines.map((line) => roundsTable(line, rowName(line, results))),
      causesTable(lines, results),
    ),
  );
}

const PART_NAMES: Readonly<Record<ConnectPart, string>> = {
  connect: 'Connection',
  'connect.tcp': 'TCP connection',
  'connect.tls': 'TLS handshake',
  'connect.ws': 'WebSocket upgrade',
  'connect.mqtt': 'CONNECT to CONNACK',
};

/** Nobody publishes, so that connecting is all that there is. */
const isOfConnecting = ({ plan, rounds }: MeasuredRun): boolean =>
  rounds !== undefined && plan.groups.every((group) => publicationsOf(group).length === 0);

function offeredText({ plan }: MeasuredRun): string {
  const ramps = new Set(plan.groups.map(({ rampPerSecond }) => rampPerSecond));
  const [only] = ramps;
  return ramps.size === 1 && only != null ? count(only) : NONE;
}

interface RoundLine {
  readonly group: string;
  readonly number: number;
  readonly round: RoundResult;
  /** Until the next one of the group began. */
  readonly toMs: number;
}

function roundsTable({ measured }: Line, name: string): string | null {
  const { result, observation } = measured;
  const all = Object.entries(result.rounds ?? {}).flatMap(([group, rounds]) =>
    rounds.map(
      (round, at): RoundLine => ({
        group,
        number: at + 1,
        round,
        toMs: rounds[at + 1]?.fromMs ?? result.plan.measureMs,
      }),
    ),
  );
  const returns = all.filter(({ number }) => number > 1);
  if (returns.length === 0) return null;
  const abridged = all.length > 2 * MOST_ROUNDS;
  const shown = abridged ? [...all.slice(0, MOST_ROUNDS), ...all.slice(-MOST_ROUNDS)] : all;
  const groups = new Set(all.map(({ group }) => group));
  const { target, agents } = observation;
  return [
    `### Rounds of ${name}`,
    table<RoundLine>(
      [
        ...(groups.size > 1 ? [left<RoundLine>('group', ({ group }) => text(group))] : []),
        right('round', ({ number }) => count(number)),
        right('from s', ({ round }) => significant(round.fromMs / 1000)),
        right('due', ({ round }) => count(round.attempted)),
        right('made', ({ round }) => count(sumOf(round.connected, (made) => made))),
        right('failed', ({ round }) => count(round.failed)),
        right('conn/s', ({ round }) =>
          round.tookMs > 0
            ? significant((1000 * sumOf(round.connected, (made) => made)) / round.tookMs)
            : NONE,
        ),
        ...STATISTICS.map(([statistic, header]) =>
          right<RoundLine>(`${header} ms`, ({ round: { latencies } }) =>
            latencies.connect === undefined
              ? NONE
              : significant(statisticMs(decodeHistogram(latencies.connect), statistic)),
          ),
        ),
        right('target MiB', (line) => (target ? mostMemory([target], line) : NONE)),
        right('generator MiB', (line) => mostMemory(agents, line)),
      ],
      shown,
    ),
    abridged
      ? `The first ${MOST_ROUNDS} and the last ${MOST_ROUNDS} of ${count(all.length)} rounds; the results file has all, second by second.`
      : null,
    `Over all rounds: ${overall(all)}.`,
  ]
    .filter((part) => part !== null)
    .join('\n\n');
}

type Watched = NonNullable<MeasuredCellRun<RunResult>['observation']['target']>;

/** In the time of the round. */
function mostMemory(processes: readonly Watched[], { round, toMs }: RoundLine): string {
  const bytes = processes.map(({ fromMs, residentBytes }) => {
    const [from, to] = [round.fromMs, toMs].map((ms) => Math.max(0, Math.round((ms - fromMs) / 1000)));
    return largest(residentBytes.slice(from, to), 0);
  });
  const all = sumOf(bytes, (one) => one);
  return all > 0 ? mebibytes(all) : NONE;
}

function overall(all: readonly RoundLine[]): string {
  const encoded = all.flatMap(({ round }) => round.latencies.connect ?? []);
  if (encoded.length === 0) return 'no connection was made';
  const merged = mergeHistograms(encoded.map(decodeHistogram));
  return STATISTICS.map(
    ([statistic, name]) => `${name} ${significant(statisticMs(merged, statistic))} ms`,
  ).join(', ');
}

function causesTable(lines: readonly Line[], results: Results): string | null {
  const causes = lines.flatMap((line) => {
    const groups = Object.values(line.measured.result.windows.measure?.groups ?? {});
    const failedBy = sumOfCauses(
      groups.flatMap(({ connect }) => [connect.failedBy, connect.again?.failedBy ?? {}]),
    );
    return Object.entries(failedBy).map(([cause, times]) => ({ cell: rowName(line, results), cause, times }));
  });
  if (causes.length === 0) return 'No connection failed.';
  return `### Failures by cause\n\n${table<(typeof causes)[number]>(
    [
      left('test', ({ cell }) => cell),
      left('cause', ({ cause }) => text(cause)),
      right('connections', ({ times }) => count(times)),
    ],
    causes,
  )}`;
}
