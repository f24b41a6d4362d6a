import type { SavedResults } from '../../saved/results.ts';
import { kilobytes, NONE, orNone, percent } from '../../text/format.ts';
import { highest, lowest, type MachineSeries, machineValues, mean } from '../machine-series.ts';
import { code, text } from '../markdown/inline.ts';
import { nameOf, section } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { lastMeasured } from '../rows.ts';
import { type Points, threePoints } from '../sweeps/points.ts';

interface Line {
  readonly point: string;
  readonly cell: string;
  /** Values of one series in the measure phase; empty when not observed. */
  readonly of: (name: MachineSeries) => number[];
}

/** The machine (`sar`, one value a second) at three points of each sweep. */
export function machineSection(results: SavedResults): string | null {
  const groups = threePoints(results);
  const lines = groups.flatMap(({ points }) =>
    points.map(
      ({ role, cell }): Line => ({
        point: role,
        cell: nameOf(cell, results),
        of: (name) => machineValues(lastMeasured(cell), name),
      }),
    ),
  );
  if (lines.length === 0) return null;
  if (lines.every((line) => line.of('cpuIdlePercent').length === 0)) {
    return section(
      'CPU, disk and network',
      'The machine was not observed at any of these points; "Not observed" says why.',
    );
  }
  const who = [left<Line>('cell', ({ cell }) => cell), left<Line>('point', ({ point }) => point)];
  const figure = (
    header: string,
    name: MachineSeries,
    of: (values: number[]) => number | null = mean,
    format = percent,
  ) => right<Line>(header, (line) => orNone(of(line.of(name)), format));
  // Of an own machine it is 0, and of an older file not known: a column for those it says something to.
  const stolen = lines.some((line) => (highest(line.of('cpuStolenPercent')) ?? 0) >= 1);
  const notes = groups.flatMap((group) => group.notes.map((note) => `- ${seriesText(group, groups)}${note}`));
  const files = new Set(
    results.cells.flatMap(({ runs }) => runs.flatMap(({ observation }) => observation.files)),
  );
  return section(
    'CPU, disk and network',
    table<Line>(
      [
        ...who,
        figure('CPU user %', 'cpuUserPercent'),
        figure('CPU system %', 'cpuSystemPercent'),
        figure('CPU idle %', 'cpuIdlePercent'),
        figure('least idle CPU %', 'cpuLeastIdlePercent', lowest),
        ...(stolen ? [figure('most stolen CPU %', 'cpuStolenPercent', highest)] : []),
        figure('memory used %', 'memoryUsedPercent', highest),
      ],
      lines,
    ),
    table<Line>(
      [
        ...who,
        figure('disk read kB/s', 'diskReadBytesPerSecond', mean, kilobytes),
        figure('disk write kB/s', 'diskWriteBytesPerSecond', mean, kilobytes),
        figure('disk busy %', 'diskBusyPercent', highest),
        figure('network in kB/s', 'networkReceiveBytesPerSecond', mean, kilobytes),
        figure('network out kB/s', 'networkTransmitBytesPerSecond', mean, kilobytes),
      ],
      lines,
    ),
    `Means over the measure phase as \`sar\` gives them each second, of all CPUs, disks and interfaces; the least idle CPU is that of the busiest second, memory used and disk busy are the highest second${stolen ? ', and so is what the host took from a CPU' : ''}. ${NONE} stands for a cell that was not measured or not observed.`,
    notes.length > 0 ? notes.join('\n') : null,
    files.size > 0 ? `Kept beside the results: ${[...files].map(code).join(', ')}.` : null,
  );
}

const seriesText = ({ sweep, series }: Points, all: readonly Points[]): string => {
  const parts = [
    ...(new Set(all.map((other) => other.sweep)).size > 1 ? [sweep.title] : []),
    ...(series?.name ? [series.name] : []),
  ];
  return parts.length > 0 ? `${text(parts.join(', '))}: ` : '';
};
