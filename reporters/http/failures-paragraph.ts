import type { HttpRunResult } from '../../load/http/result.ts';
import type { Cell } from '../../saved/cell.ts';
import type { HttpResults } from '../../saved/results.ts';
import { count, listed, plural, significant } from '../../text/format.ts';
import { runName } from '../cell-name.ts';
import { groupFigures, savedFigures } from '../figures.ts';
import { type MeasuredCellRun, measured, rows } from '../rows.ts';
import { loggedIn } from './runs.ts';
import { type Words, wordsOf } from './words.ts';

interface Seen {
  readonly cell: Cell<HttpRunResult>;
  readonly run: MeasuredCellRun<HttpRunResult>;
  readonly name: string;
}

/** What became of the pages: failures and their causes, the slowest task, and how the log-in went. */
export function failuresParagraph(results: HttpResults): string | null {
  const seen = rows(results).flatMap((row): Seen[] => {
    const run = measured(row);
    return run ? [{ cell: row.cell, run, name: runName(row, results.cells) }] : [];
  });
  if (seen.length === 0) return null;
  return [pages(seen, wordsOf(results.cells)), slowestTask(seen), logins(seen)].filter(Boolean).join(' ');
}

function pages(seen: readonly Seen[], { work, one }: Words): string {
  const tasks = seen.flatMap(({ run }) => Object.values(run.result.windows.measure?.tasks ?? {}));
  const sum = (key: 'begun' | 'failed'): number => tasks.reduce((total, task) => total + task[key], 0);
  if (sum('failed') === 0)
    return `None of the ${plural(sum('begun'), one, work)} in the measure phases failed.`;
  const worst = seen.reduce((most, item) => (failedOf(item) > failedOf(most) ? item : most));
  const causes = Object.entries(
    Object.values(worst.run.result.windows.measure?.tasks ?? {}).reduce<Record<string, number>>(
      (all, { failedBy }) => {
        for (const [cause, n] of Object.entries(failedBy)) all[cause] = (all[cause] ?? 0) + n;
        return all;
      },
      {},
    ),
  ).sort((a, b) => b[1] - a[1]);
  return (
    `Of ${count(sum('begun'))} ${work} in the measure phases ${count(sum('failed'))} failed, most of them ` +
    `(${count(failedOf(worst))}) in ${worst.name}: ${listed(causes.slice(0, 3).map(([cause, n]) => `${cause} (${n === 1 ? 'once' : `${count(n)} times`})`))}.`
  );
}

const failedOf = ({ run }: Seen): number =>
  Object.values(run.result.windows.measure?.tasks ?? {}).reduce((total, { failed }) => total + failed, 0);

/** In the cell under the highest load that has several. */
function slowestTask(seen: readonly Seen[]): string {
  const several = seen.filter(({ run }) => run.result.plan.tasks.length > 1);
  const item = several.reduce<Seen | null>(
    (most, one) => (most && most.run.result.plan.users >= one.run.result.plan.users ? most : one),
    null,
  );
  if (!item) return '';
  const times = item.run.result.plan.tasks
    .flatMap(({ name }) => {
      const p50 = groupFigures(item.cell, item.run, name)('http.p50');
      return p50 === null ? [] : [{ name, p50 }];
    })
    .sort((a, b) => b.p50 - a.p50);
  const [slowest, fastest] = [times[0], times.at(-1)];
  if (!slowest || !fastest || slowest === fastest) return '';
  return `In ${item.name} the slowest task was ${slowest.name} (${significant(slowest.p50)} ms at p50), and the fastest ${fastest.name} (${significant(fastest.p50)} ms).`;
}

function logins(seen: readonly Seen[]): string {
  const came = seen.filter(({ run }) => loggedIn(run.result));
  if (came.length === 0) return '';
  const sum = (key: 'attempted' | 'failed'): number =>
    came.reduce((total, { run }) => total + run.result.login[key], 0);
  const slow = came.flatMap(({ cell, run, name }) => {
    const p50 = savedFigures(cell, run)('login.p50');
    return p50 === null ? [] : [{ name, p50, spawn: run.result.plan.spawnPerSecond }];
  });
  const worst = slow.reduce<(typeof slow)[number] | null>(
    (most, item) => (most && most.p50 >= item.p50 ? most : item),
    null,
  );
  const failed = sum('failed');
  return (
    `Of ${plural(sum('attempted'), 'log-in')} ${failed === 0 ? 'all succeeded' : `${count(failed)} failed`}` +
    (worst === null
      ? '.'
      : `; where they were slowest, in ${worst.name}, one took ${significant(worst.p50)} ms at p50${worst.spawn === null ? '' : `, counted from when the user was to come (${significant(worst.spawn)} users a second)`}.`)
  );
}
