/** What users of a site were told to do, from the plans alone. */
import type { SavedHttpPlan, TaskPlan } from '../../load/http/plan.ts';
import type { RequestPlan } from '../../load/http/request-plan.ts';
import { requestsOf } from '../../load/http/task.ts';
import { listed, setDuration, significant } from '../../text/format.ts';
import { arrivalsText } from '../arrivals-text.ts';
import { code, text } from '../markdown/inline.ts';
import { left, right, table } from '../markdown/table.ts';
import { asSet, spreadOf } from '../spread.ts';

interface Line {
  readonly task: TaskPlan;
  /** Percent of all tasks. */
  readonly share: number;
}

/** Sentences on the users, then a table with one row a task; what differs between the plans is told as a range. */
export function loadText(plans: readonly SavedHttpPlan[]): readonly string[] {
  const tasks = new Map(plans.flatMap((plan) => plan.tasks.map((task) => [JSON.stringify(task), task])));
  const total = [...tasks.values()].reduce((sum, { weight }) => sum + weight, 0);
  const lines = [...tasks.values()].map((task): Line => ({ task, share: (100 * task.weight) / total }));
  const weighed = lines.length > 1 && plans.every((plan) => plan.tasks.length > 1 && plan.module === null);
  return [
    [...new Set(plans.map((plan) => sentences(plan, plans)))].join(' '),
    table<Line>(
      [
        left('task', ({ task }) => text(task.name)),
        left('request', ({ task }) =>
          requestsOf(task)
            .map(({ method, path }) => code(`${method} ${path}`))
            .join(', '),
        ),
        ...(weighed
          ? [
              right<Line>('weight', ({ task }) => asSet(task.weight)),
              right<Line>('share %', ({ share }) => significant(share)),
            ]
          : []),
        left('is right with', ({ task }) => expectedText(task)),
      ],
      lines,
    ),
  ];
}

function sentences(plan: SavedHttpPlan, all: readonly SavedHttpPlan[]): string {
  const { engine, login, pace, spawnPerSecond, timeoutMs, module } = plan;
  const alike = all.filter((other) => other.engine === engine);
  const users = spreadOf(alike.map((other) => other.users));
  const rates = alike.flatMap((other) => (other.pace.model === 'open' ? other.pace.tasksPerSecond : []));
  const limit = `A request may take ${setDuration(timeoutMs)}.`;
  if (engine === 'autocannon')
    return `${users} connections, each of which sends the next request as soon as it has its answer (autocannon)${login ? '; one user logs in first' : ''}. ${limit}`;
  const comes = spawnPerSecond === null ? 'as fast as they are let in' : `${asSet(spawnPerSecond)} a second`;
  const enters = login
    ? ` and log in at ${code(login.page ?? login.post)}${login.attempts > 1 ? ` (up to ${login.attempts} attempts)` : ''}`
    : '';
  const works =
    pace.model === 'open'
      ? `Together they begin ${pace.arrivals ? `tasks at ${arrivalsText(pace.arrivals)}` : `${spreadOf(rates, asSet)} tasks a second`}, however fast the answers come.`
      : module !== null
        ? `What they do follows from ${code(module)}.`
        : `Each waits ${waitText(pace.waitMs)} after an answer.`;
  return `${users} users, who come ${comes}${enters}. ${works} ${limit}`;
}

const waitText = ([from, to]: readonly [number, number]): string =>
  from === to ? (from === 0 ? 'no time' : setDuration(from)) : `${setDuration(from)} to ${setDuration(to)}`;

/** Of each request in turn. */
const expectedText = (task: TaskPlan): string => requestsOf(task).map(expectedOf).join('; ');

function expectedOf({ expect, form, json, body, cache }: RequestPlan): string {
  const parts = [
    `status ${[expect.status].flat().join(' or ')}${cache ? ', or 304 for the same ETag' : ''}`,
    ...(expect.contains === null ? [] : [`text ${code(expect.contains)}`]),
    ...Object.keys(expect.headers ?? {}).map((name) => `header ${code(name)}`),
    ...Object.keys(expect.json ?? {}).map((path) => `JSON field ${code(path)}`),
    ...(form === null ? [] : [`sends ${listed(Object.keys(form).map(code))}`]),
    ...(json === undefined ? [] : ['sends JSON']),
    ...(body === undefined ? [] : ['sends text']),
  ];
  return parts.join(', ');
}
