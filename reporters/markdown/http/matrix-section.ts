import type { HttpRunResult } from '../../../load/http/result.ts';
import type { BaseMetric } from '../../../metrics/metrics.ts';
import type { HttpResults } from '../../../saved/results.ts';
import { count, mebibytes, NONE, orNone, percent, significant } from '../../../text/format.ts';
import {
  cpuMsPerPage,
  type Figures,
  figuresOf,
  type MeasuredCellRun,
  machineValues,
  mean,
  measured,
  type Row,
  rows,
} from '../../figures.ts';

import { offeredPerSecond } from '../../offered.ts';
import { text } from '../inline.ts';
import { cellColumns, section, verdictText } from '../layout.ts';
import { left, right, table } from '../table.ts';

interface Line extends Row<HttpRunResult> {
  readonly measured: MeasuredCellRun<HttpRunResult> | null;
  readonly figures: Figures | null;
}
interface TaskLine extends Line {
  readonly task: string;
}

/** One row a cell in each table: overview, response time by task, log-in, resources. Invalid cells stand in place. */
export function httpMatrixSection(results: HttpResults): string | null {
  const lines: Line[] = rows(results).map((row) => {
    const run = measured(row);
    return { ...row, measured: run, figures: run && figuresOf(row.cell, run) };
  });
  if (lines.length === 0) return null;
  const cell = cellColumns(results);
  const verdict = left<Line>('verdict', (line) => verdictText(line.cell.verdict));
  const figure = (header: string, metric: BaseMetric, format = significant) =>
    right<Line>(header, ({ figures }) => orNone(figures?.(metric), format));
  const tasks = lines.flatMap((line) =>
    Object.keys(line.measured?.result.windows.measure?.tasks ?? {}).map(
      (task): TaskLine => ({ ...line, task }),
    ),
  );
  const ofTask = (header: string, metric: BaseMetric, format = significant) =>
    right<TaskLine>(header, (line) => orNone(taskFigure(line, metric), format));
  const joined = lines.filter((line) => (line.measured?.result.login.attempted ?? 0) > 0);
  const closed = lines.some((line) => line.run?.result.generator.loop === 'closed');
  return section(
    'Matrix',
    table<Line>(
      [
        ...cell,
        left('model', modelText),
        right('users', ({ run }) => (run ? count(run.result.plan.users) : NONE)),
        right('offered pages/s', (line) =>
          orNone(line.measured && offeredPerSecond(line.cell, line.measured), significant),
        ),
        figure('served pages/s', 'http.rate'),
        figure('response p50 ms', 'http.p50'),
        figure('p95 ms', 'http.p95'),
        figure('p99 ms', 'http.p99'),
        figure('failed', 'http.failed', count),
        figure('site CPU %', 'target.cpu', percent),
        left('bottleneck', (line) => line.measured?.observation.bottleneck.where ?? ''),
        verdict,
      ],
      lines,
    ),
    'A page is one task of a user, redirects included, and counts only when it has the status and the text it should have; response times are those of such pages, failures stand apart. CPU is in percent of one core. ' +
      `${NONE} stands where there is no figure.`,
    closed
      ? 'Closed loop with think time: a user waits between an answer and the next page, so a slow site is asked less. Offered is then what the users ask for when every answer comes at once.'
      : null,
    lines.some((line) => line.run?.result.plan.engine === 'autocannon')
      ? 'Closed loop, autocannon: connections that ask for the next page as soon as they have the last. It tells how many pages a second there are at most, not what users wait for them.'
      : null,
    '### By task',
    table<TaskLine>(
      [
        ...cell,
        left('task', ({ task }) => text(task)),
        ofTask('pages/s', 'http.rate'),
        ofTask('response p50 ms', 'http.p50'),
        ofTask('p95 ms', 'http.p95'),
        ofTask('p99 ms', 'http.p99'),
        ofTask('max ms', 'http.max'),
        ofTask('service p50 ms', 'http.service.p50'),
        ofTask('p99 ms', 'http.service.p99'),
        ofTask('failed', 'http.failed', count),
      ],
      tasks,
    ),
    'Response time counts from when the user wanted the page, service time from when the request was written.',
    ...(joined.length > 0
      ? [
          '### Log-in',
          table<Line>(
            [
              ...cell,
              right('came', ({ measured: run }) => orNone(run?.result.login.attempted, count)),
              right('got in', ({ measured: run }) => orNone(run?.result.login.succeeded, count)),
              right('turned away', ({ measured: run }) =>
                orNone(run && totalOf(run.result.login.turnedAwayBy), count),
              ),
              figure('failed', 'login.failed', count),
              figure('p50 ms', 'login.p50'),
              figure('p95 ms', 'login.p95'),
              figure('max ms', 'login.max'),
            ],
            joined,
          ),
          'Users log in before the measure phase; in a search those of earlier trials stay, so only new ones do. Who is turned away comes again while attempts are left, and has failed after that; times count from when a user was to come first.',
        ]
      : []),
    '### Resources',
    table<Line>(
      [
        ...cell,
        figure('site CPU %', 'target.cpu', percent),
        right('site CPU ms a page', ({ figures }) => orNone(cpuMsPerPage(figures), significant)),
        figure('site memory MiB', 'target.memory', mebibytes),
        figure('generator CPU %', 'generator.cpu', percent),
        figure('generator loop %', 'generator.loop.utilization', percent),
        figure('schedule lag p99 ms', 'schedule.lag.p99'),
        right('machine idle %', (line) =>
          orNone(mean(machineValues(line.measured, 'cpuIdlePercent')), percent),
        ),
        verdict,
      ],
      lines,
    ),
    'Site CPU and machine idle are means over the measure phase, site memory its peak; of the generator, its busiest process.',
  );
}

const totalOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

function taskFigure({ cell, measured: run, task }: TaskLine, metric: BaseMetric): number | null {
  const number = run ? cell.runs.indexOf(run) + 1 : 0;
  return cell.metrics[`${number > 1 ? `load-${number}:` : ''}${task}/${metric}`]?.value ?? null;
}

function modelText({ run }: Line): string {
  if (!run) return '';
  const { plan, generator } = run.result;
  if (plan.engine === 'autocannon') return 'closed, autocannon';
  const bound = generator.generatorBound ? ', generator-bound' : '';
  return `${plan.pace.model === 'open' ? 'open' : 'closed, think time'}${bound}`;
}
