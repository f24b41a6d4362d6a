import { quotaPercent } from '../../observe/quota.ts';
import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import { kilobytes, loadText, percent, significant } from '../../text/format.ts';
import { cellName } from '../cell-name.ts';
import { figuresOf, kindOf } from '../kinds/kinds.ts';
import { type MachineSeries, machineValues, mean } from '../machine-series.ts';
import { lastMeasured, type MeasuredCellRun } from '../rows.ts';
import { type LoadSeries, sweepsOf } from '../sweeps/sweeps.ts';

/** Which resource is nearest to saturation, and how the target's CPU and memory grow with the load. */
export function resourceParagraph(results: SavedResults): string {
  const looked = results.cells.flatMap((cell) => {
    const run = lastMeasured(cell);
    const nearest = run && nearestToFull(cell, run, fullCpu(results, cell));
    return run && nearest ? [{ cell, run, nearest }] : [];
  });
  if (looked.length === 0) {
    return 'Neither the target nor the machine was observed, so it is not known which resource runs out first.';
  }
  const worst = looked.reduce((most, item) =>
    item.nearest.usedPercent > most.nearest.usedPercent ? item : most,
  );
  const name = cellName(worst.cell, results.cells);
  const sweeps = sweepsOf(results).filter(({ axis }) => axis !== null);
  const sentences = [
    `The resource used most was ${worst.nearest.name}: ${percent(worst.nearest.usedPercent)} %${worst.nearest.remark}, in ${name}.`,
    bottlenecks(results),
    ...sweeps.flatMap((sweep) =>
      sweep.series.flatMap((series) => {
        const cell = series.points[0]?.cells[0];
        const who = [sweeps.length > 1 ? sweep.title : '', series.name].filter(Boolean).join(', ');
        return (cell && growth({ ...series, name: who }, sweep.axis ?? '', fullCpu(results, cell))) ?? [];
      }),
    ),
  ];
  return sentences.filter(Boolean).join(' ');
}

/** What is used up needs no extrapolation. */
const NEARLY = 0.95;

interface Nearest {
  readonly name: string;
  readonly usedPercent: number;
  readonly remark: string;
}

interface FullCpu {
  /** Percent of one core. */
  readonly percent: number;
  /** Of what it is all: ' of its quota'. */
  readonly remark: string;
  /** `one core is full`. */
  readonly used: string;
}

/** All the CPU a target can use: its quota; else one core, or all of them. */
function fullCpu(results: SavedResults, cell: SavedCell): FullCpu {
  const quota = quotaPercent(cell.target?.quota);
  const cores = coresOfTarget(results, lastMeasured(cell));
  const all = kindOf(results).targetUses === 'all cores';
  const most = all ? 100 * cores : 100;
  if (quota !== null && quota <= most)
    return { percent: quota, remark: ' of its quota', used: 'its quota is used up' };
  return all
    ? { percent: most, remark: ' of all cores', used: 'all cores are full' }
    : {
        percent: most,
        remark: ' of one core (the limit of a target with one thread)',
        used: 'one core is full',
      };
}

/** Of its own machines, where exporters told of them. */
function coresOfTarget(results: SavedResults, run: MeasuredCellRun | null): number {
  const machines = run?.observation.machines ?? [];
  return machines.length > 0
    ? machines.reduce((sum, { cores }) => sum + cores, 0)
    : results.fingerprint.environment.cores;
}

function nearestToFull(cell: SavedCell, run: MeasuredCellRun, full: FullCpu): Nearest | null {
  const figures = figuresOf(cell, run);
  const machine = (name: MachineSeries): number | null => mean(machineValues(run, name));
  const idle = machine('cpuIdlePercent');
  const cpu = figures('target.cpu');
  const ofTarget = (run.observation.machines ?? []).flatMap((of): [string, number | null, string][] => {
    const idleThere = mean(machineValues(run, 'cpuIdlePercent', of));
    const busy = (series: MachineSeries) => mean(machineValues(run, series, of));
    return [
      [`the CPU of ${of.name}`, idleThere === null ? null : 100 - idleThere, ' of all cores'],
      [`the disk of ${of.name}`, busy('diskBusyPercent'), ' of the time busy'],
      [`the memory of ${of.name}`, busy('memoryUsedPercent'), ' in use'],
    ];
  });
  const candidates: [string, number | null, string][] = [
    ...ofTarget,
    ["the target's CPU", cpu === null ? null : (100 * cpu) / full.percent, full.remark],
    ["the machine's CPU", idle === null ? null : 100 - idle, ' of all cores'],
    ['the disk', machine('diskBusyPercent'), ' of the time busy'],
    ["the machine's memory", machine('memoryUsedPercent'), ' in use'],
    ["the generator's busiest agent", figures('generator.cpu'), ' of one core'],
  ];
  return candidates.reduce<Nearest | null>((most, [name, usedPercent, remark]) => {
    if (usedPercent === null || (most && most.usedPercent >= usedPercent)) return most;
    return { name, usedPercent, remark };
  }, null);
}

/** Of several runs of one load the last is told. */
function bottlenecks(results: SavedResults): string {
  const named = new Map<string, string>();
  const unknown: string[] = [];
  for (const cell of results.cells) {
    const bottleneck = lastMeasured(cell)?.observation.bottleneck;
    if (!bottleneck || bottleneck.where === 'none') continue;
    const evidence = bottleneck.evidence.length > 0 ? ` (${bottleneck.evidence.join('; ')})` : '';
    const name = cellName(cell, results.cells);
    if (bottleneck.where === 'unknown') unknown.push(`${name}${evidence}`);
    else named.set(name, `the ${bottleneck.where}${evidence}`);
  }
  const notKnown =
    unknown.length > 0 ? `Which resource was the bottleneck is unknown in: ${someOf(unknown)}.` : '';
  if (named.size === 0) return notKnown || 'No bottleneck was found.';
  const shown = someOf([...named].map(([name, text]) => `${name}: ${text}`));
  return [`Bottlenecks: ${shown}.`, notKnown].filter(Boolean).join(' ');
}

const MOST_TOLD = 3;

const someOf = (all: readonly string[]): string =>
  [
    ...all.slice(0, MOST_TOLD),
    ...(all.length > MOST_TOLD ? [`and ${all.length - MOST_TOLD} more`] : []),
  ].join('; ');

/** The line through the lowest and the highest load at which the target was seen. */
function growth({ name, points }: LoadSeries, axis: string, all: FullCpu): string | null {
  const seen = points.flatMap(({ load, cells }) => {
    const found = cells.flatMap((cell) => {
      const run = lastMeasured(cell);
      // Of a target that died the figures say nothing of its load.
      if (run?.result.targetDown) return [];
      const figures = run && figuresOf(cell, run);
      const [cpu, memory] = [figures?.('target.cpu') ?? null, figures?.('target.memory') ?? null];
      return cpu === null || memory === null ? [] : [{ load, cpu, memory }];
    });
    return found.slice(0, 1);
  });
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last || first.load === last.load) return null;
  const steps = last.load - first.load;
  const cpu = (last.cpu - first.cpu) / steps;
  const memory = (last.memory - first.memory) / steps;
  const [from, to] = [loadText(axis, first.load), loadText(axis, last.load)];
  const per = Math.max(1, 10 ** Math.floor(Math.log10(last.load)));
  const unit = loadText(axis, per);
  const which = name ? `In ${name}, from` : 'From';
  const most = all.percent;
  const full = cpu > 0 && last.cpu < NEARLY * most ? last.load + (most - last.cpu) / cpu : null;
  return (
    `${which} ${from} to ${to} the target's CPU went from ${percent(first.cpu)} to ${percent(last.cpu)} % of one core (${signed(cpu * per, significant)} for each further ${unit}) ` +
    `and its memory from ${kilobytes(first.memory)} to ${kilobytes(last.memory)} kB (${signed(memory * per, kilobytes)} kB).` +
    (full === null
      ? ''
      : ` If the CPU goes on growing like this, ${all.used} near ${loadText(axis, roundTo2(full))}. This is an extrapolation and not a measurement.`)
  );
}

const signed = (value: number, format: (value: number) => string): string =>
  `${value < 0 ? '' : '+'}${format(value)}`;

/** Two significant digits: an extrapolation deserves no more. */
const roundTo2 = (value: number): number => Number(value.toPrecision(2));
