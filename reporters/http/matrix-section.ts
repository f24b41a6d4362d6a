import type { HttpRunResult } from '../../load/http/result.ts';
import type { BaseMetric } from '../../metrics/metrics.ts';
import type { HttpResults } from '../../saved/results.ts';
import { count, NONE, orNone, significant } from '../../text/format.ts';
import { groupFigures, savedFigures } from '../figures.ts';
import { text } from '../markdown/inline.ts';
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
import { left, right, table } from '../markdown/table.ts';
import { cpuMsPerPage, offeredPerSecond } from './runs.ts';

type Line = MatrixLine<HttpRunResult>;
interface TaskLine extends Line {
  readonly task: string;
}

/** One row a cell in each table: overview, response time by task, log-in, resources. Invalid cells stand in place. */
export function matrixSection(results: HttpResults): string | null {
  const lines = matrixLines(results, savedFigures);
  if (lines.length === 0) return null;
  const cell = cellColumns(results);
  const tasks = lines.flatMap((line) =>
    Object.keys(line.measured?.result.windows.measure?.tasks ?? {}).map(
      (task): TaskLine => ({ ...line, task }),
    ),
  );
  const ofTask = (header: string, metric: BaseMetric, format = significant) =>
    right<TaskLine>(header, ({ cell, measured: run, task }) =>
      orNone(run && groupFigures(cell, run, task)(metric), format),
    );
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
          orNone(line.measured && offeredPerSecond(line.measured.result.plan), significant),
        ),
        figure('served pages/s', 'http.rate'),
        figure('response p50 ms', 'http.p50'),
        figure('p95 ms', 'http.p95'),
        figure('p99 ms', 'http.p99'),
        figure('failed', 'http.failed', count),
        targetCpu('site'),
        BOTTLENECK,
        VERDICT,
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
        targetCpu('site'),
        right('site CPU ms a page', ({ figures }) => orNone(cpuMsPerPage(figures), significant)),
        targetMemory('site'),
        ...GENERATOR,
        LAG,
        MACHINE_IDLE,
        VERDICT,
      ],
      lines,
    ),
    'Site CPU and machine idle are means over the measure phase, site memory its peak; of the generator, its busiest process.',
  );
}

const totalOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

function modelText({ run }: Line): string {
  if (!run) return '';
  const { plan, generator } = run.result;
  if (plan.engine === 'autocannon') return 'closed, autocannon';
  const bound = generator.generatorBound ? ', generator-bound' : '';
  return `${plan.pace.model === 'open' ? 'open' : 'closed, think time'}${bound}`;
}
