import type { SavedResults } from '../../saved/results.ts';
import { count } from '../../text/format.ts';
import type { Figures } from '../figures.ts';
import { figuresOf, kindOf } from '../kinds/kinds.ts';
import { text } from '../markdown/inline.ts';
import { folded, rowName } from '../markdown/layout.ts';
import { figure, latencyFigures, targetCpu } from '../markdown/matrix.ts';
import { left, right, table } from '../markdown/table.ts';
import { measured, type Row, rows } from '../rows.ts';

interface Line {
  readonly row: Row;
  readonly window: string;
  readonly span: string;
  readonly figures: Figures;
}

/** What happened when: one row a named window, for runs that have more than the measure phase. */
export function windowsSection(results: SavedResults): string | null {
  const lines = rows(results).flatMap((row): Line[] => {
    const run = measured(row);
    if (!run || run.result.plan.windows.length < 2) return [];
    return run.result.plan.windows.map(({ name, fromMs, toMs }) => ({
      row,
      window: name,
      span: `${fromMs / 1000}–${toMs / 1000}`,
      figures: figuresOf(row.cell, run, name),
    }));
  });
  if (lines.length === 0) return null;
  const { names, texts } = kindOf(results);
  return folded(
    'Windows',
    'What happened in each window',
    table<Line>(
      [
        left('cell', ({ row }) => rowName(row, results)),
        left('window', ({ window }) => text(window)),
        right('from–to s', ({ span }) => span),
        ...(names.offered === null ? [] : [figure(`offered ${names.workShort}/s`, names.offered)]),
        figure(`achieved ${names.workShort}/s`, names.achieved),
        ...latencyFigures(names, lines, () => ['p50', 'p99']),
        figure(names.failed.name, names.failed.metric, count),
        targetCpu('target'),
      ],
      lines,
    ),
    texts.windows,
  );
}
