/** Which metric of which cell a bisect follows, and its value in a run. Pure. */
import { definitionOf } from '../../metrics/metrics.ts';
import { nameWith, readName, WHOLE_PHASE } from '../../metrics/names.ts';
import { parseMetric } from '../../metrics/parse.ts';
import { cellName } from '../../reporters/cell-name.ts';
import type { Followed } from '../../saved/bisect.ts';
import type { AnyCell } from '../../saved/cell.ts';
import { measuredKey } from '../../saved/cell-identity.ts';
import type { AnyResults } from '../../saved/results.ts';
import type { ArmRun } from '../arms/run-arm.ts';
import { loadHash, type Sample, sampleOf } from '../compare/sample.ts';
import { betterOf } from '../compare/saved-metric.ts';
import { BisectError } from './bisect-error.ts';

/** Which way is worse. Throws MetricError for a metric there is none of, BisectError for one that has no worse. */
export function betterWay(metric: string): 'lower' | 'higher' {
  const better = betterOf(metric);
  if (better === undefined) parseMetric(nameWith(metric, { load: 0, window: WHOLE_PHASE }));
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
  const having = new Map<string, AnyCell>();
  for (const cell of cells) {
    const key = measuredKey(cell);
    // The first of each: the load of the good end is the one all others are held against.
    if (cell.metrics[metric] && !having.has(key)) having.set(key, cell);
  }
  const [found, ...others] = having.values();
  if (found && others.length > 0) {
    const names = [...having.values()].map((cell) => `  ${cellName(cell, cells)}`);
    throw new BisectError(
      `One test with ${metric} is required; ${having.size} have it. Name one with -t:\n${names.join('\n')}`,
    );
  }
  if (found) {
    const { suite, title, parameters, metrics } = found;
    const target = found.target && { kind: found.target.kind, quota: found.target.quota };
    const planHash = loadHash(found, metric) ?? found.planHash;
    const cell = { suite, title, parameters, planHash };
    return { metric, unit: metrics[metric]!.unit, better, cell, target };
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
  const followable = names.filter((name) => readName(name).group === null && betterOf(name));
  return [...new Set(followable.map(familyOf))].join(', ');
}

function familyOf(name: string): string {
  const definition = definitionOf(readName(name).metric);
  return definition?.kind === 'latency' ? nameWith(name, { metric: `${definition.family}.*` }) : name;
}

/** The cell followed in the results of a run. */
const cellIn = ({ cells }: AnyResults, { cell: followed }: Followed): AnyCell | undefined =>
  (cells as readonly AnyCell[]).find((other) => measuredKey(other) === measuredKey(followed));

/** What the cell followed says in a run. */
export function sampleIn(run: ArmRun, followed: Followed): Sample {
  const { metric, cell: of, target } = followed;
  const cell = run.results.flatMap((saved) => cellIn(saved, followed) ?? [])[0];
  if (!cell) return { invalid: lastLine(run.log) };
  const sample = sampleOf(cell, metric);
  if ('invalid' in sample) return sample;
  if (loadHash(cell, metric) !== of.planHash) return { invalid: 'another load than that of the good end' };
  // `auto` takes another kind where one does not start.
  const { kind, quota } = cell.target ?? {};
  return kind === target?.kind && quota === target?.quota
    ? sample
    : {
        invalid: `another kind of target than that of the good end: ${targetText(cell.target)}, not ${targetText(target)}`,
      };
}

const targetText = (target: Followed['target']): string =>
  target === null ? 'none' : [target.kind, target.quota].filter(Boolean).join(' with ');

/** What the first run with a sample was measured on; null: there is none. */
export function environmentOf(
  runs: readonly ArmRun[],
  followed: Followed,
): AnyResults['fingerprint']['environment'] | null {
  const run = runs.find((one) => 'value' in sampleIn(one, followed));
  return run?.results.find((saved) => cellIn(saved, followed))?.fingerprint.environment ?? null;
}

const lastLine = (log: string): string => log.trim().split('\n').at(-1) || 'the run measured nothing';
