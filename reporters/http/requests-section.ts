import type { HttpRunResult } from '../../load/http/result.ts';
import type { HttpResults } from '../../saved/results.ts';
import { count } from '../../text/format.ts';
import { text } from '../markdown/inline.ts';
import { folded, rowName } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { type MeasuredCellRun, measured, type Row, rows } from '../rows.ts';
import { faultsOf } from '../target-faults.ts';
import { runsWithChange } from './single-changes.ts';
import { capital, wordsOf } from './words.ts';

interface Line {
  readonly row: Row<HttpRunResult>;
  readonly begun: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly causes: string;
}

/** What became of every page that was begun in the measure phase, and of every log-in; what the site did wrong. */
export function requestsSection(results: HttpResults): string {
  const runs = rows(results).flatMap((row) => {
    const run = measured(row);
    return run ? [{ row, run }] : [];
  });
  const { work, one } = wordsOf(results.cells);
  if (runs.length === 0)
    return folded(
      `${capital(work)} accounted for`,
      `What became of every ${one}`,
      `Nothing was measured, so no ${one} was counted.`,
    );
  const lines = results.cells.flatMap((cell) => {
    const own = runs.filter(({ row }) => row.cell === cell);
    // The runs of a change ask for the same pages in turn: one line for all.
    if (runsWithChange(cell).length > 0)
      return [
        lineOf(
          { cell, run: null, runNumber: null },
          own.map(({ run }) => run),
        ),
      ];
    return own.map(({ row, run }) => lineOf(row, [run]));
  });
  const faults = runs.flatMap(({ row, run }) =>
    faultsOf(run.result).map((fault) => `- ${rowName(row, results)}: ${text(fault)}`),
  );
  const cell = left<Line>('cell', ({ row }) => rowName(row, results));
  return folded(
    `${capital(work)} accounted for`,
    `What became of every ${one}`,
    table<Line>(
      [
        cell,
        right('begun', ({ begun }) => count(begun)),
        right('served', ({ succeeded }) => count(succeeded)),
        right('failed', ({ failed }) => count(failed)),
        left('causes of failure', ({ causes }) => causes),
      ],
      lines,
    ),
    lines.some(({ begun, succeeded, failed }) => begun > succeeded + failed)
      ? 'The rest had no answer when the load ended.'
      : `Every ${one} that was begun was served or failed.`,
    faults.length > 0 ? `What the site did wrong:\n\n${faults.join('\n')}` : null,
  );
}

function lineOf(row: Row<HttpRunResult>, runs: readonly MeasuredCellRun<HttpRunResult>[]): Line {
  const tasks = runs.flatMap(({ result }) => Object.values(result.windows.measure?.tasks ?? {}));
  const sum = (key: 'begun' | 'succeeded' | 'failed'): number =>
    tasks.reduce((total, task) => total + task[key], 0);
  const causes = new Map<string, number>();
  const add = (by: Readonly<Record<string, number>>, prefix: string): void => {
    for (const [cause, n] of Object.entries(by))
      causes.set(prefix + cause, (causes.get(prefix + cause) ?? 0) + n);
  };
  for (const { failedBy } of tasks) add(failedBy, '');
  for (const { result } of runs) {
    add(result.login.failedBy, 'log-in: ');
    add(result.login.turnedAwayBy, 'refused, tried again: ');
  }
  return {
    row,
    begun: sum('begun'),
    succeeded: sum('succeeded'),
    failed: sum('failed'),
    causes: [...causes]
      .sort((a, b) => b[1] - a[1])
      .map(([cause, n]) => `${text(cause)} ${count(n)}`)
      .join('; '),
  };
}
