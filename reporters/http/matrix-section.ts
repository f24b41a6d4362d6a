import type { HttpRunResult } from '../../load/http/result.ts';
import type { BaseMetric } from '../../metrics/metrics.ts';
import type { HttpResults } from '../../saved/results.ts';
import { count, NONE, orNone, significant } from '../../text/format.ts';
import { groupFigures, savedFigures } from '../figures.ts';
import { text } from '../markdown/inline.ts';
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
import { left, right, table } from '../markdown/table.ts';
import { cpuMsPerPage, loggedIn, offeredPerSecond } from './runs.ts';
import { wordsOf } from './words.ts';

type Line = MatrixLine<HttpRunResult>;
interface TaskLine extends Line {
  readonly task: string;
}

/** One row a cell in each table: overview, response time by task, log-in, resources. Invalid cells stand in place. */
export function matrixSection(results: HttpResults): string | null {
  const lines = matrixLines(results, savedFigures);
  if (lines.length === 0) return null;
  const { work, one } = wordsOf(results.cells);
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
  const joined = lines.filter((line) => line.measured !== null && loggedIn(line.measured.result));
  const inSteps = lines.some((line) => line.run?.result.plan.tasks.some(({ later }) => later !== undefined));
  const closed = lines.some((line) => line.run?.result.generator.loop === 'closed');
  return folded(
    'Matrix',
    'Every load with its rates, response times and resources',
    table<Line>(
      [
        ...cell,
        left('model', modelText),
        right('users', ({ run }) => (run ? count(run.result.plan.users) : NONE)),
        right(`offered ${work}/s`, (line) =>
          orNone(line.measured && offeredPerSecond(line.measured.result.plan), significant),
        ),
        figure(`served ${work}/s`, 'http.rate'),
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
    `A ${one} is one task of a user, with its ${inSteps ? 'steps and redirects' : 'redirects'}. It counts as served only with the expected status and text; response times are those of served ${work}. CPU is in percent of one core. ` +
      `${NONE} stands where there is no figure.`,
    closed
      ? `Closed loop with think time: a user waits between an answer and the next ${one}, so a slow site gets fewer ${work}. Offered is what the users would ask for if every answer came at once.`
      : null,
    lines.some((line) => line.run?.result.plan.engine === 'autocannon')
      ? `Closed loop, autocannon: each connection sends the next request as soon as it has the last answer. This finds how many ${work} a second are possible, and not how long users would wait.`
      : null,
    '### By task',
    table<TaskLine>(
      [
        ...cell,
        left('task', ({ task }) => text(task)),
        ofTask(`${work}/s`, 'http.rate'),
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
    `Response time counts from when the ${one} was due, service time from when the request was written.`,
    ...(joined.length > 0
      ? [
          '### Log-in',
          table<Line>(
            [
              ...cell,
              right('attempted', ({ measured: run }) => orNone(run?.result.login.attempted, count)),
              right('succeeded', ({ measured: run }) => orNone(run?.result.login.succeeded, count)),
              right('refused, tried again', ({ measured: run }) =>
                orNone(run && totalOf(run.result.login.turnedAwayBy), count),
              ),
              figure('failed', 'login.failed', count),
              figure('p50 ms', 'login.p50'),
              figure('p95 ms', 'login.p95'),
              figure('max ms', 'login.max'),
            ],
            joined,
          ),
          'Users log in before the measure phase. In a search the users of earlier trials stay, so only new users log in. A user whose log-in is refused tries again while attempts are left; after the last one the log-in has failed. Times count from when the user was to log in for the first time.',
        ]
      : []),
    '### Resources',
    table<Line>(
      [
        ...cell,
        targetCpu('site'),
        right(`site CPU ms a ${one}`, ({ figures }) => orNone(cpuMsPerPage(figures), significant)),
        targetMemory('site'),
        ...GENERATOR,
        LAG,
        MACHINE_IDLE,
        VERDICT,
      ],
      lines,
    ),
    'Site CPU and machine idle are means of the measure phase; site memory is the highest value. Generator figures are those of its busiest process.',
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
