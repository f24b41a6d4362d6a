import type { LedgerResult, RunResult } from '../../load/result.ts';
import {
  type Figures,
  figuresOf,
  measured,
  type ResourceFigures,
  type Row,
  resourcesOf,
  rows,
} from '../figures.ts';
import { count, kilobytes, mebibytes, NONE, orNone, percent, significant } from '../format.ts';
import type { Results } from '../results.ts';
import { cellColumns, section, verdictText } from './layout.ts';
import { left, right, table } from './table.ts';

interface Line extends Row {
  readonly figures: Figures | null;
  readonly resources: ResourceFigures | null;
  readonly ledger: LedgerResult | null;
}

/** One row a cell in each of four tables: overview, latency, messages, resources. Invalid cells stand in place. */
export function matrixSection(results: Results): string | null {
  const lines: Line[] = rows(results).map((row) => {
    const result = measured(row);
    return {
      ...row,
      figures: result && figuresOf(result),
      resources: result && row.run && resourcesOf({ result, observation: row.run.observation }),
      ledger: result?.ledger ?? null,
    };
  });
  if (lines.length === 0) return null;
  const cell = cellColumns(results);
  const verdict = left<Line>('verdict', (line) => verdictText(line.cell.verdict));
  const figure = (
    header: string,
    value: (figures: Figures) => number | null | undefined,
    format = significant,
  ) => right<Line>(header, ({ figures }) => orNone(figures && value(figures), format));
  const resource = (header: string, value: (figures: ResourceFigures) => number | null, format = percent) =>
    right<Line>(header, ({ resources }) => orNone(resources && value(resources), format));
  const message = (name: Exclude<keyof LedgerResult, 'losers'>) =>
    right<Line>(name, ({ ledger, run }) =>
      name === 'acknowledged' && run && !acknowledges(run.result) ? NONE : orNone(ledger?.[name], count),
    );
  const bottleneck = left<Line>(
    'bottleneck',
    ({ run, figures }) => (figures && run?.observation.bottleneck.where) ?? '',
  );
  return section(
    'Matrix',
    table<Line>(
      [
        ...cell,
        figure('offered msg/s', (f) => f.offeredPerSecond),
        figure('achieved msg/s', (f) => f.achievedPerSecond),
        figure('connects/s', (f) => f.connectPerSecond),
        figure('ack p99 ms', (f) => f.ack?.p99),
        figure('delivery p99 ms', (f) => f.delivery?.p99),
        figure('lost', (f) => f.counts.lost, count),
        resource('target CPU %', (r) => r.targetCpuPercent),
        resource('target memory MiB', (r) => r.targetMemoryBytes, mebibytes),
        bottleneck,
        verdict,
      ],
      lines,
    ),
    'Rates and latencies are those of the measure phase by intended send time, and so is `lost` here. CPU is in percent of one core. ' +
      '– stands where there is no figure: an invalid cell has none, QoS 0 knows no acknowledgement, and what could not be observed is named under "Not observed".',
    '### Latency',
    table<Line>(
      [
        ...cell,
        figure('ack p50 ms', (f) => f.ack?.p50),
        figure('ack p99 ms', (f) => f.ack?.p99),
        figure('ack p99.9 ms', (f) => f.ack?.p999),
        figure('ack max ms', (f) => f.ack?.max),
        figure('delivery p50 ms', (f) => f.delivery?.p50),
        figure('delivery p99 ms', (f) => f.delivery?.p99),
        figure('delivery p99.9 ms', (f) => f.delivery?.p999),
        figure('delivery max ms', (f) => f.delivery?.max),
        verdict,
      ],
      lines,
    ),
    'Response time: from the moment a message was due, whether or not it could be written then. Ack ends at the PUBACK, delivery at the subscriber.',
    '### Messages',
    table<Line>(
      [
        ...cell,
        ...(
          ['sent', 'acknowledged', 'owed', 'received', 'lost', 'duplicated', 'reordered', 'foreign'] as const
        ).map(message),
        verdict,
      ],
      lines,
    ),
    'Over the whole run: warm-up, measure phase and drain. Owed are the deliveries that subscribers should have got; foreign ones come from another run.',
    '### Resources',
    table<Line>(
      [
        ...cell,
        resource('target CPU %', (r) => r.targetCpuPercent),
        resource('target memory MiB', (r) => r.targetMemoryBytes, mebibytes),
        resource('memory per client kB', (r) => r.targetMemoryPerClientBytes, kilobytes),
        resource('generator CPU %', (r) => r.generatorCpuPercent),
        resource('generator loop %', (r) => r.loopPercent),
        figure('schedule lag p99 ms', (f) => f.lag?.p99),
        resource('machine idle %', (r) => r.systemIdlePercent),
        bottleneck,
        verdict,
      ],
      lines,
    ),
    'Target CPU and machine idle are means over the measure phase, target memory its peak. Generator figures are those of the busiest agent; its loop is the busy share of its event loop.',
  );
}

/** QoS 0 knows no acknowledgement (OASIS MQTT 4.3.1). */
const acknowledges = ({ plan }: RunResult): boolean => plan.groups.some(({ publish }) => publish?.qos === 1);
