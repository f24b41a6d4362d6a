import type { BaseMetric } from '../../slo/metrics.ts';
import { type Figures, figuresOf, measured, type Row, rows } from '../figures.ts';
import { count, orNone, percent, significant } from '../format.ts';
import type { Results } from '../results.ts';
import { text } from './inline.ts';
import { rowName, section } from './layout.ts';
import { left, right, table } from './table.ts';

interface Line {
  readonly row: Row;
  readonly window: string;
  readonly span: string;
  readonly figures: Figures;
}

/** What happened when: one row a named window, for runs that have more than the measure phase. */
export function windowsSection(results: Results): string | null {
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
  const figure = (header: string, metric: BaseMetric, format = significant) =>
    right<Line>(header, ({ figures }) => orNone(figures(metric), format));
  return section(
    'Windows',
    table<Line>(
      [
        left('cell', ({ row }) => rowName(row, results)),
        left('window', ({ window }) => text(window)),
        right('from–to s', ({ span }) => span),
        figure('offered msg/s', 'publish.offered'),
        figure('achieved msg/s', 'publish.rate'),
        figure('ack p50 ms', 'publish.ack.p50'),
        figure('ack p99 ms', 'publish.ack.p99'),
        figure('delivery p50 ms', 'delivery.p50'),
        figure('delivery p99 ms', 'delivery.p99'),
        figure('lost', 'lost', count),
        figure('target CPU %', 'target.cpu', percent),
      ],
      lines,
    ),
    'Messages belong to the window they were meant to be sent in; `lost` of `measure` counts the whole run.',
  );
}
