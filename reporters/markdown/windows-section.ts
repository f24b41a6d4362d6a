import type { BaseMetric } from '../../metrics/metrics.ts';
import type { SavedResults } from '../../saved/results.ts';
import type { AnyRunResult } from '../../saved/runs.ts';
import { count, orNone, percent, significant } from '../../text/format.ts';
import { type Figures, figuresOf, measured, type Row, rows } from '../figures.ts';

import { wordsOf } from '../words.ts';
import { text } from './inline.ts';
import { rowName, section } from './layout.ts';
import { left, right, table } from './table.ts';

interface Line {
  readonly row: Row<AnyRunResult>;
  readonly window: string;
  readonly span: string;
  readonly figures: Figures;
}

/** What happened when: one row a named window, for runs that have more than the measure phase. */
export function windowsSection(results: SavedResults): string | null {
  const lines = rows<AnyRunResult>(results).flatMap((row): Line[] => {
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
  const words = wordsOf(results.cells);
  const figure = (header: string, metric: BaseMetric, format = significant) =>
    right<Line>(header, ({ figures }) => orNone(figures(metric), format));
  return section(
    'Windows',
    table<Line>(
      [
        left('cell', ({ row }) => rowName(row, results)),
        left('window', ({ window }) => text(window)),
        right('from–to s', ({ span }) => span),
        ...(results.protocol === 'mqtt' ? [figure('offered msg/s', 'publish.offered')] : []),
        figure(`achieved ${words.workShort}/s`, words.achieved),
        ...words.latencies.flatMap(({ family, short }) =>
          (['p50', 'p99'] as const).map((percentile) =>
            figure(`${short} ${percentile} ms`, `${family}.${percentile}`),
          ),
        ),
        figure(words.failed.name, words.failed.metric, count),
        figure('target CPU %', 'target.cpu', percent),
      ],
      lines,
    ),
    results.protocol === 'mqtt'
      ? 'Messages belong to the window they were meant to be sent in; `lost` of `measure` counts the whole run.'
      : 'Pages belong to the window they were wanted in.',
  );
}
