import {
  type Figures,
  figuresOf,
  measured,
  type ResourceFigures,
  type Row,
  resourcesOf,
  rows,
} from '../figures.ts';
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
  readonly resources: ResourceFigures;
}

/** What happened when: one row a named window, for runs that have more than the measure phase. */
export function windowsSection(results: Results): string | null {
  const lines = rows(results).flatMap((row): Line[] => {
    const result = measured(row);
    if (!result || !row.run || result.plan.windows.length < 2) return [];
    const { observation } = row.run;
    return result.plan.windows.flatMap(({ name, fromMs, toMs }): Line[] => {
      const figures = figuresOf(result, name);
      if (!figures) return [];
      const span = `${fromMs / 1000}–${toMs / 1000}`;
      return [{ row, window: name, span, figures, resources: resourcesOf({ result, observation }, name) }];
    });
  });
  if (lines.length === 0) return null;
  return section(
    'Windows',
    table<Line>(
      [
        left('cell', ({ row }) => rowName(row, results)),
        left('window', ({ window }) => text(window)),
        right('from–to s', ({ span }) => span),
        right('offered msg/s', ({ figures }) => significant(figures.offeredPerSecond)),
        right('achieved msg/s', ({ figures }) => significant(figures.achievedPerSecond)),
        right('ack p50 ms', ({ figures }) => orNone(figures.ack?.p50, significant)),
        right('ack p99 ms', ({ figures }) => orNone(figures.ack?.p99, significant)),
        right('delivery p50 ms', ({ figures }) => orNone(figures.delivery?.p50, significant)),
        right('delivery p99 ms', ({ figures }) => orNone(figures.delivery?.p99, significant)),
        right('lost', ({ figures }) => count(figures.counts.lost)),
        right('target CPU %', ({ resources }) => orNone(resources.targetCpuPercent, percent)),
      ],
      lines,
    ),
  );
}
