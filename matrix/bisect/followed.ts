/** Which metric of which cell a bisect follows, and its value in a run. Pure. */

import type { Followed } from '../../reporters/bisect-result.ts';
import { cellName } from '../../reporters/format.ts';
import type { AnyCell } from '../../reporters/results.ts';
import { parseMetric, samplesNeeded } from '../../slo/metrics.ts';
import type { ArmRun } from '../arms/run-arm.ts';
import { betterOf } from '../regression/saved-metric.ts';
import { BisectError } from './bisect-error.ts';

export type Sample = { readonly value: number } | { readonly invalid: string };

/** `load-2:devices/delivery.p99@storm` without its load and its window. */
const listed = (metric: string): string => metric.replace(/^load-\d+:/, '').replace(/@[^@]*$/, '');

/** Which way is worse. Throws SloError for a metric there is none of, BisectError for one that has no worse. */
export function betterWay(metric: string): 'lower' | 'higher' {
  const better = betterOf(metric);
  if (better === undefined) parseMetric(listed(metric));
  if (!better) {
    throw new BisectError(
      `--metric ${metric}: a metric is required of which less or more is worse, like delivery.p99; this one says nothing about the target.`,
    );
  }
  return better;
}

/**
 * The one cell that has the metric in any of the runs. Null: no run has measured anything yet. Throws BisectError when
 * several cells have it, or those that measured something do not.
 */
export function follow(runs: readonly ArmRun[], metric: string): Followed | null {
  const better = betterWay(metric);
  const cells = runs.flatMap(({ results }) => results.flatMap((saved): readonly AnyCell[] => saved.cells));
  const having = new Map(
    cells.filter(({ metrics }) => metrics[metric]).map((cell) => [nameOf(cell), cell] as const),
  );
  const [found, ...others] = having.values();
  if (found && others.length > 0) {
    const names = [...having.values()].map((cell) => `  ${cellName(cell, cells)}`);
    throw new BisectError(
      `One test with ${metric} is required; ${having.size} have it. Name one with -t:\n${names.join('\n')}`,
    );
  }
  if (found) {
    const { suite, title, parameters, planHash, metrics } = found;
    return { metric, unit: metrics[metric]!.unit, better, cell: { suite, title, parameters, planHash } };
  }
  const measured = cells.filter(({ verdict }) => verdict !== 'invalid');
  if (measured.length === 0) return null;
  throw new BisectError(
    `--metric ${metric}: no test has measured it. Metrics there are: ${familiesOf(measured) || 'none'}.`,
  );
}

/** `connect.*, delivery.*, lost`: those that can be followed, over all groups. */
function familiesOf(cells: readonly AnyCell[]): string {
  const names = cells.flatMap(({ metrics }) => Object.keys(metrics));
  const followable = names.filter((name) => !name.includes('/') && betterOf(name));
  return [...new Set(followable.map((name) => name.replace(/\.(min|mean|max|p[\d.]+)$/, '.*')))].join(', ');
}

const nameOf = ({ suite, title, parameters }: Followed['cell']): string =>
  JSON.stringify([suite, title, parameters]);

/** A breach is a measurement like any other; an invalid cell, or a target that did not survive, is none. */
export function sampleOf(run: ArmRun, { metric, cell: followed }: Followed): Sample {
  const cells = run.results.flatMap((saved): readonly AnyCell[] => saved.cells);
  const cell = cells.find((other) => nameOf(other) === nameOf(followed));
  if (!cell) return { invalid: lastLine(run.log) };
  if (cell.verdict === 'invalid') return { invalid: cell.reasons.join('; ') || 'the run is invalid' };
  if (cell.planHash !== followed.planHash) return { invalid: 'another load than that of the good end' };
  for (const { result } of cell.runs) {
    if (result.status === 'measured' && result.targetDown !== null)
      return { invalid: `the target was down after the run: ${result.targetDown}` };
  }
  const measured = cell.metrics[metric];
  if (!measured) return { invalid: `${metric} was not measured` };
  const needed = samplesFor(metric);
  return measured.n < needed
    ? {
        invalid: `${metric} needs ${needed} samples, there are ${measured.n}: make the run longer with --for`,
      }
    : { value: measured.value };
}

function samplesFor(metric: string): number {
  if (/^capacity/.test(listed(metric))) return 0;
  const { definition } = parseMetric(listed(metric));
  return definition.kind === 'latency' ? samplesNeeded(definition.statistic) : 0;
}

const lastLine = (log: string): string => log.trim().split('\n').at(-1) || 'the run measured nothing';
