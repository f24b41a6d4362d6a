import { offersTlsSessions, publicationsOf } from '../../load/mqtt/group.ts';
import type { LedgerResult, RunResult } from '../../load/mqtt/result.ts';
import type { Results } from '../../saved/results.ts';
import { count, kilobytes, NONE, percent } from '../../text/format.ts';
import { cellColumns, folded } from '../markdown/layout.ts';
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
type Total = Exclude<keyof LedgerResult, 'losers' | 'ways'>;

/** One row a cell in each of four tables: overview, latency, messages, resources. Invalid cells stand in place. */
export function matrixSection(results: Results): string | null {
  const lines = matrixLines(results, figuresOf);
  if (lines.length === 0) return null;
  const cell = cellColumns(results);
  const totals: Total[] = [
    ...(['sent', 'acknowledged', 'owed', 'received', 'lost', 'duplicated', 'reordered', 'foreign'] as const),
    ...(['unread', 'unowed', 'retained'] as const).filter((name) =>
      lines.some((line) => line.measured?.result.ledger[name]),
    ),
  ];
  const runs = lines.flatMap((line) => line.measured?.result ?? []);
  const loops = new Set(runs.map(({ generator }) => generator.loop));
  const resumes = runs.some(({ plan }) => plan.groups.some(offersTlsSessions));
  const asks = runs.some(({ plan }) => plan.groups.some(({ request }) => request));
  const closed = loops.has('closed') || loops.has('mixed');
  return folded(
    'Matrix',
    'Every load with its rates, latencies, messages and resources',
    table<Line>(
      [
        ...cell,
        left('loop', loopText),
        figure('offered msg/s', 'publish.offered'),
        figure('achieved msg/s', 'publish.rate'),
        figure('connects/s', 'connect.rate'),
        ...(resumes ? [figure('TLS resumed %', 'connect.resumed', percent)] : []),
        figure('ack p99 ms', 'publish.ack.p99'),
        figure('delivery p99 ms', 'delivery.p99'),
        ...(asks
          ? [figure('matched %', 'reply.matched', percent), figure('request p99 ms', 'request.p99')]
          : []),
        figure('lost', 'lost', count),
        targetCpu('target'),
        targetMemory('target'),
        BOTTLENECK,
        VERDICT,
      ],
      lines,
    ),
    'Rates and latencies are those of messages that were due in the measure phase; `lost` counts the whole run. CPU is in percent of one core. ' +
      `${NONE} stands where there is no figure: messages of QoS 0 are not acknowledged, and without a subscriber nothing is delivered. "Not observed" names what could not be observed.`,
    asks
      ? 'Of requests: matched are those whose reply came in time, as a share of what was due. What became of the others is in the section "Ledger".'
      : null,
    closed
      ? 'In a closed loop a client sends its next message when an acknowledgement, or the reply to a request, makes room. The target sets the rate, so nothing is offered and nothing is late.'
      : null,
    runs.some(({ generator }) => generator.generatorBound)
      ? 'Generator-bound: the closed loop used a whole core of the generator, so this rate is a limit of the generator and not of the target.'
      : null,
    resumes
      ? 'TLS resumed: handshakes that took up the TLS session that a client offered when it came back, as a share of those that offered one.'
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
        ...(asks
          ? (['p50', 'p99', 'p99.9', 'max'] as const).map((of) => figure(`request ${of} ms`, `request.${of}`))
          : []),
        VERDICT,
      ],
      lines,
    ),
    `Response time: ${[
      ...(loops.has('open') || loops.has('mixed') || !closed
        ? ['from when a message was due, even if it was written later']
        : []),
      ...(closed ? ['in a closed loop from when it was written'] : []),
    ].join(
      '; ',
    )}. Ack ends at the PUBACK (QoS 2: PUBCOMP), delivery at the subscriber${asks ? ', request at its reply, or at its time-out' : ''}.`,
    '### Messages',
    table<Line>([...cell, ...totals.map(total), VERDICT], lines),
    'Counts of the whole run: warm-up, measure phase and drain. Expected are the deliveries that subscribers should have got. Foreign messages come from another run' +
      `${totals.includes('unread') ? '; unread ones were not taken by a slow consumer (`readRate`): they waited for it, or the broker dropped them' : ''}` +
      `${totals.includes('unowed') ? '; unexpected ones are of this run, but came to a subscriber before it had subscribed or after it was to leave, or are wills that were not expected' : ''}.`,
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
    'Target CPU and machine idle are means of the measure phase; target memory is the highest value. Generator figures are those of the busiest agent; generator loop is how much of the time its event loop was busy.',
  );
}

function loopText({ run }: Line): string {
  if (!run || run.result.generator.loop === 'none') return '';
  const { loop, generatorBound } = run.result.generator;
  return generatorBound ? `${loop}, generator-bound` : loop;
}

/** Those that do not speak for themselves. */
const TOTAL_NAMES: Readonly<Partial<Record<Total, string>>> = { owed: 'expected', unowed: 'unexpected' };

/** Of the ledger; what the plan cannot have counted is no 0. QoS 0 knows no acknowledgement (OASIS MQTT 4.3.1). */
function total(name: Total): Column<Line> {
  const known = ({ result }: MeasuredCellRun<RunResult>): boolean => {
    const publishing = result.plan.groups.flatMap(publicationsOf);
    if (name === 'sent') return publishing.length > 0;
    if (name === 'acknowledged') return publishing.some(({ qos }) => qos > 0);
    return countsDeliveries(result);
  };
  return right(TOTAL_NAMES[name] ?? name, ({ measured: run }) =>
    run && known(run) ? count(run.result.ledger[name] ?? 0) : NONE,
  );
}
