/** The charts of a run as SVG files, from the saved results alone. Pure. */
import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import { stemOf } from '../../saved/results-file.ts';
import { slug } from '../../text/file-name.ts';
import { cellName, runName } from '../cell-name.ts';
import { kindOf, withoutChanges } from '../kinds/kinds.ts';
import { measuredRows } from '../rows.ts';
import { withPoints, withTrials } from '../sweeps/search-as-sweep.ts';
import { sweepsOf } from '../sweeps/sweeps.ts';
import { barChart } from './bar-chart.ts';
import type { Picture } from './draw.ts';
import { loadChart } from './load-chart.ts';
import { percentileChart } from './percentile-chart.ts';
import { seriesChart } from './series-chart.ts';

export interface Chart {
  /** File name, with the stem of the results file in front: `mqtt-results.telemetry.load.svg`. */
  readonly name: string;
  readonly title: string;
  /** `series` is of one cell, the others of a whole test. */
  readonly kind: 'changes' | 'load' | 'percentiles' | 'series';
  /** The test. */
  readonly of: Pick<SavedCell, 'suite' | 'title'>;
  /** Name of the cell; null of a chart of a whole test. */
  readonly cell: string | null;
  /** Number of the load, from 1; null where the cell has no other. */
  readonly load: number | null;
  /** Drawn when it is asked for. */
  readonly svg: string;
}

/** Of each kind; a picture takes a while, and nobody looks at a thousand. */
export const MOST_CHARTS = 200;

/** As many as are drawn, in their order; those that did not pass are the last to be left out. */
export function drawnOf<T>(all: readonly T[], passed: (one: T) => boolean): readonly T[] {
  if (all.length <= MOST_CHARTS) return all;
  const first = [...all.filter((one) => !passed(one)), ...all.filter(passed)].slice(0, MOST_CHARTS);
  const drawn = new Set(first);
  return all.filter((one) => drawn.has(one));
}

const hasPassed = ({ verdict }: Pick<SavedCell, 'verdict'>): boolean => verdict === 'pass';

/** For each test load and percentiles, for each measured cell its course, single changes apart; what was not measured has none. */
export function charts(results: SavedResults, stem = stemOf(results)): Chart[] {
  const kind = kindOf(results);
  const points = withPoints(results);
  const taken = new Set<string>();
  const nameOf = (what: string, kind: Chart['kind']): string => {
    const base = `${stem}.${slug(what)}`;
    let name = `${base}.${kind}.svg`;
    for (let again = 2; taken.has(name); again++) name = `${base}-${again}.${kind}.svg`;
    taken.add(name);
    return name;
  };
  const chart = (
    {
      of,
      what,
      title,
      cell = null,
      load = null,
    }: Pick<Chart, 'of' | 'title'> & Partial<Pick<Chart, 'cell' | 'load'>> & { what: string },
    kind: Chart['kind'],
    picture: Picture | null,
  ): Chart[] =>
    picture === null
      ? []
      : [
          {
            name: nameOf(what, kind),
            title,
            kind,
            get svg() {
              return picture();
            },
            of: { suite: of.suite, title: of.title },
            cell,
            load,
          },
        ];
  return [
    ...(kind.changeBars?.(results) ?? []).flatMap((bars) =>
      chart(
        { of: bars.of, what: bars.of.title, title: `${bars.of.title}: ${bars.ratioOf}` },
        'changes',
        barChart(bars),
      ),
    ),
    ...drawnOf(sweepsOf(withTrials(results)), () => true).flatMap((sweep) =>
      chart(
        { of: sweep, what: sweep.title, title: `${sweep.title}: response time and rate by load` },
        'load',
        loadChart(sweep, kind),
      ),
    ),
    ...drawnOf(sweepsOf(points), () => true).flatMap((sweep) =>
      chart(
        { of: sweep, what: sweep.title, title: `${sweep.title}: percentiles` },
        'percentiles',
        percentileChart(sweep, kind),
      ),
    ),
    ...drawnOf(measuredRows(withoutChanges(points)), ({ row }) => hasPassed(row.cell)).flatMap(
      ({ row, run }) => {
        const name = runName(row, points.cells);
        return chart(
          {
            of: row.cell,
            what: name,
            title: `${name}: second by second`,
            cell: cellName(row.cell, points.cells),
            load: row.runNumber,
          },
          'series',
          seriesChart(name, run, kind),
        );
      },
    ),
  ];
}
