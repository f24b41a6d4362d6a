import type { LedgerResult, RunResult } from '../../load/mqtt/result.ts';
import type { Results } from '../../saved/results.ts';
import { count, kilobytes, NONE } from '../../text/format.ts';
import { cellColumns, section } from '../markdown/layout.ts';
import {
  BOTTLENECK,
  figure,
  GENERATOR,
  LAG,
  MACHINE_IDLE,
  type MatrixLine,
  matrixLines,
  targetCpu,
  targetMemory,
  VERDICT,
} from '../markdown/matrix.ts';
import { type Column, left, right, table } from '../markdown/table.ts';
import type { MeasuredCellRun } from '../rows.ts';
import { countsDeliveries, figuresOf } from './runs.ts';

type Line = MatrixLine<RunResult>;
type Total = Exclude<keyof LedgerResult, 'losers'>;

/** One row a cell in each of four tables: overview, latency, messages, resources. Invalid cells stand in place. */
export function matrixSection(results: Results): string | null {
  const lines = matrixLines(results, figuresOf);
  if (lines.length === 0) return null;
  const cell = cellColumns(results);
  const totals: Total[] = [
    ...(['sent', 'acknowledged', 'owed', 'received', 'lost', 'duplicated', 'reordered', 'foreign'] as const),
    ...(lines.some((line) => line.measured?.result.ledger.unowed) ? (['unowed'] as const) : []),
  ];
  const runs = lines.flatMap((line) => line.measured?.result ?? []);
  const loops = new Set(runs.map(({ generator }) => generator.loop));
  const closed = loops.has('closed') || loops.has('mixed');
  return section(
    'Matrix',
    table<Line>(
      [
        ...cell,
        left('loop', loopText),
        figure('offered msg/s', 'publish.offered'),
        figure('achieved msg/s', 'publish.rate'),
        figure('connects/s', 'connect.rate'),
        figure('ack p99 ms', 'publish.ack.p99'),
        figure('delivery p99 ms', 'delivery.p99'),
        figure('lost', 'lost', count),
        targetCpu('target'),
        targetMemory('target'),
        BOTTLENECK,
        VERDICT,
      ],
      lines,
    ),
    'Rates and latencies are those of the measure phase by intended send time; `lost` counts the whole run. CPU is in percent of one core. ' +
      `${NONE} stands where there is no figure: what was not measured has none, QoS 0 knows no acknowledgement, without a subscriber nothing is owed, and what could not be observed is named under "Not observed".`,
    closed
      ? 'In a closed loop a client sends when an answer makes room, so the target sets the rate: nothing is offered beyond it and nothing can be late.'
      : null,
    runs.some(({ generator }) => generator.generatorBound)
      ? "Generator-bound: the closed loop filled the generator's core, so this rate is the generator's, not the target's."
      : null,
    '### Latency',
    table<Line>(
      [
        ...cell,
        figure('ack p50 ms', 'publish.ack.p50'),
        figure('ack p99 ms', 'publish.ack.p99'),
        figure('ack p99.9 ms', 'publish.ack.p99.9'),
        figure('ack max ms', 'publish.ack.max'),
        figure('delivery p50 ms', 'delivery.p50'),
        figure('delivery p99 ms', 'delivery.p99'),
        figure('delivery p99.9 ms', 'delivery.p99.9'),
        figure('delivery max ms', 'delivery.max'),
        VERDICT,
      ],
      lines,
    ),
    `Response time: ${[
      ...(loops.has('open') || loops.has('mixed') || !closed
        ? ['from the moment a message was due, whether or not it could be written then']
        : []),
      ...(closed ? ['in a closed loop from the moment it was written'] : []),
    ].join('; ')}. Ack ends at the PUBACK, delivery at the subscriber.`,
    '### Messages',
    table<Line>([...cell, ...totals.map(total), VERDICT], lines),
    'Over the whole run: warm-up, measure phase and drain. Owed are the deliveries that subscribers should have got; foreign ones come from another run' +
      `${totals.includes('unowed') ? ', unowed ones are of this run but came to a subscriber that was not yet, or no longer, to have them' : ''}.`,
    '### Resources',
    table<Line>(
      [
        ...cell,
        targetCpu('target'),
        targetMemory('target'),
        figure('memory per connection kB', 'target.memory_per_connection', kilobytes),
        ...GENERATOR,
        left('pacing', (line) => line.measured?.result.generator.pacing ?? ''),
        LAG,
        MACHINE_IDLE,
        BOTTLENECK,
        VERDICT,
      ],
      lines,
    ),
    'Target CPU and machine idle are means over the measure phase, target memory its peak. Generator figures are those of the busiest agent; its loop is the busy share of its event loop.',
  );
}

function loopText({ run }: Line): string {
  if (!run || run.result.generator.loop === 'none') return '';
  const { loop, generatorBound } = run.result.generator;
  return generatorBound ? `${loop}, generator-bound` : loop;
}

/** Of the ledger; what the plan cannot have counted is no 0. QoS 0 knows no acknowledgement (OASIS MQTT 4.3.1). */
function total(name: Total): Column<Line> {
  const known = ({ result }: MeasuredCellRun<RunResult>): boolean => {
    const publishing = result.plan.groups.flatMap(({ publish }) => publish ?? []);
    if (name === 'sent') return publishing.length > 0;
    if (name === 'acknowledged') return publishing.some(({ qos }) => qos === 1);
    return countsDeliveries(result);
  };
  return right(name, ({ measured: run }) => (run && known(run) ? count(run.result.ledger[name]) : NONE));
}
