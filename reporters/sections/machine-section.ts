import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import { RAW_FOLDER } from '../../saved/results-file.ts';
import { kilobytes, NONE, orNone, percent, plural } from '../../text/format.ts';
import {
  highest,
  lowest,
  type MachineSeries,
  machineValues,
  mean,
  otherCpuPercent,
} from '../machine-series.ts';
import { code, text } from '../markdown/inline.ts';
import { folded, nameOf } from '../markdown/layout.ts';
import { left, right, table } from '../markdown/table.ts';
import { lastMeasured, type MeasuredCellRun } from '../rows.ts';
import { type Points, threePoints } from '../sweeps/points.ts';

interface Line {
  readonly point: string;
  readonly cell: string;
  readonly quota: string | null;
  /** Percent of all CPUs. */
  readonly others: number | null;
  /** Values of one series in the measure phase; empty when not observed. */
  readonly of: (name: MachineSeries) => number[];
  readonly run: MeasuredCellRun | null;
}

/** The machine (`sar`, one value a second) at three points of each sweep. */
export function machineSection(results: SavedResults): string | null {
  const groups = threePoints(results);
  const lines = groups.flatMap(({ points }) =>
    points.map(
      ({ role, cell }): Line => ({
        point: role,
        cell: nameOf(cell, results) + loadText(cell),
        quota: cell.target?.quota ?? null,
        others: otherCpuPercent(lastMeasured(cell), results.fingerprint.environment.cores),
        of: (name) => machineValues(lastMeasured(cell), name),
        run: lastMeasured(cell),
      }),
    ),
  );
  if (lines.length === 0) return null;
  const ofTarget = targetMachines(lines);
  if (lines.every((line) => line.of('cpuIdlePercent').length === 0)) {
    return folded(
      'CPU, disk and network',
      'What the machine did (sar)',
      ofTarget,
      'The machine was not observed at any of these points. The section "Not observed" says why.',
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
  return folded(
    'CPU, disk and network',
    'What the machine did (sar)',
    table<Line>(
      [
        ...who,
        figure('CPU user %', 'cpuUserPercent'),
        figure('CPU system %', 'cpuSystemPercent'),
        figure('CPU idle %', 'cpuIdlePercent'),
        figure('least idle CPU %', 'cpuLeastIdlePercent', lowest),
        right<Line>('other processes CPU %', ({ others }) => orNone(others, percent)),
        ...(stolen ? [figure('most stolen CPU %', 'cpuStolenPercent', highest)] : []),
        figure('memory used %', 'memoryUsedPercent', highest),
        left<Line>('target quota', ({ quota }) => text(quota ?? 'none')),
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
    `Figures are means of the measure phase over all CPUs, disks and interfaces, from one \`sar\` value a second. Least idle CPU, memory used and disk busy${stolen ? ', and CPU stolen by the host' : ''} are those of the worst second. ${NONE} stands where nothing was measured or observed.`,
    othersText(lines),
    ofTarget,
    notes.length > 0 ? notes.join('\n') : null,
    keptText([...files]),
  );
}

/** The machines of a target, by their exporters; null where none was asked. */
function targetMachines(lines: readonly Line[]): string | null {
  const machines = lines.flatMap((line) =>
    (line.run?.observation.machines ?? []).map((machine) => ({ line, machine })),
  );
  if (machines.length === 0) {
    const elsewhere = lines.some(({ run }) => run?.observation.elsewhere);
    return elsewhere
      ? 'The target ran on another machine, which was not observed. `--observe` takes the URL of an exporter there.'
      : null;
  }
  type Row = (typeof machines)[number];
  const figure = (
    header: string,
    name: MachineSeries,
    of: (values: number[]) => number | null = mean,
    format = percent,
  ) => right<Row>(header, ({ line, machine }) => orNone(of(machineValues(line.run, name, machine)), format));
  return [
    "The target's machines, as their exporters tell:",
    table<Row>(
      [
        left('cell', ({ line }) => line.cell),
        left('point', ({ line }) => line.point),
        left('machine', ({ machine }) => text(machine.name)),
        right('CPUs', ({ machine }) => String(machine.cores)),
        figure('CPU idle %', 'cpuIdlePercent'),
        figure('least idle CPU %', 'cpuLeastIdlePercent', lowest),
        figure('memory used %', 'memoryUsedPercent', highest),
        figure('disk read kB/s', 'diskReadBytesPerSecond', mean, kilobytes),
        figure('disk write kB/s', 'diskWriteBytesPerSecond', mean, kilobytes),
        figure('disk busy %', 'diskBusyPercent', highest),
        figure('network in kB/s', 'networkReceiveBytesPerSecond', mean, kilobytes),
        figure('network out kB/s', 'networkTransmitBytesPerSecond', mean, kilobytes),
      ],
      machines,
    ),
  ].join('\n\n');
}

/** Files of older results lie beside them, one by one. */
function keptText(files: readonly string[]): string | null {
  const [raw = [], beside = []] = [true, false].map((inRaw) =>
    files.filter((name) => name.startsWith(`${RAW_FOLDER}/`) === inRaw),
  );
  const sentences = [
    raw.length > 0 &&
      `The folder ${code(`${RAW_FOLDER}/`)} has what was recorded: ${plural(raw.length, 'file')}.`,
    beside.length > 0 && `Kept beside the results: ${beside.map(code).join(', ')}.`,
  ];
  return sentences.filter(Boolean).join(' ') || null;
}

/** Of several loads of a test the last measured one is told. */
function loadText(cell: SavedCell): string {
  const run = lastMeasured(cell);
  return run && cell.runs.length > 1 ? `, load ${cell.runs.indexOf(run) + 1}` : '';
}

/** From here on it is worth a sentence. */
const OTHERS_PERCENT = 5;

function othersText(lines: readonly Line[]): string | null {
  const most = lines.reduce<Line | null>(
    (busiest, line) => ((busiest?.others ?? -1) >= (line.others ?? -1) ? busiest : line),
    null,
  );
  if (most === null || most.others === null) return null;
  const used =
    most.others < OTHERS_PERCENT
      ? `used at most ${percent(most.others)} % of the CPU`
      : `used up to ${percent(most.others)} % of the CPU (in ${most.cell}), which the figures of the machine include`;
  return `Other processes, which are neither the target nor agents of the load, ${used}.`;
}

const seriesText = ({ sweep, series }: Points, all: readonly Points[]): string => {
  const parts = [
    ...(new Set(all.map((other) => other.sweep)).size > 1 ? [sweep.title] : []),
    ...(series?.name ? [series.name] : []),
  ];
  return parts.length > 0 ? `${text(parts.join(', '))}: ` : '';
};
