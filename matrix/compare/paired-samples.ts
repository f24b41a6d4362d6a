/** From the saved runs of two arms to the samples of each metric of each cell they have in common. Pure. */
import { nameWith, readName } from '../../metrics/names.ts';
import { parametersText } from '../../reporters/cell-name.ts';
import { kindOf } from '../../reporters/kinds/kinds.ts';
import type { AnyCell } from '../../saved/cell.ts';
import { type CellIdentity, measuredKey, sameNamed } from '../../saved/cell-identity.ts';
import type { AnyResults } from '../../saved/results.ts';
import type { MetricSamples } from './metric-verdicts.ts';
import { deathOf, faultOf, loadHash, sampleOf } from './sample.ts';
import { betterOf } from './saved-metric.ts';

/** Where nobody names a metric, and of those of the kind of load none tells how the target fared: of a load that only connects. */
const JUDGED_OF_CONNECTING = ['connect.p50', 'connect.p99', 'connect.failed', 'target.memory'];
/** Of a search; what its trials measured depends on the loads it went to. */
const JUDGED_OF_A_SEARCH = ['capacity'];

export interface ArmRuns {
  readonly base: readonly AnyResults[];
  readonly head: readonly AnyResults[];
}

export interface Samples {
  readonly pairs: readonly MetricSamples[];
  /** One line each: what cannot be compared, and why. */
  readonly leftOut: readonly string[];
  /** Names of the cells of which something has to be said; some of them may have no pair. */
  readonly asked: readonly string[];
  /** Cells both arms have by name, be it under another load. */
  readonly common: number;
}

/** Values of consecutive runs of the same subject, by cell and metric. */
export type Past = (
  cell: CellIdentity & Pick<AnyCell, 'planHash'>,
  metric: string,
) => readonly (readonly number[])[];

interface Runs {
  readonly protocol: AnyResults['protocol'];
  /** One run has two tests of this name. */
  ambiguous: boolean;
  readonly base: AnyCell[];
  readonly head: AnyCell[];
}

/** `metrics` null: those that the SLOs of a cell name, and those of its kind of load. */
export function samplesOf(arms: ArmRuns, metrics: readonly string[] | null, past: Past = () => []): Samples {
  const cells = new Map<string, Runs>();
  for (const arm of ['base', 'head'] as const) {
    for (const { protocol, cells: found } of arms[arm]) {
      const keyOf = (cell: AnyCell): string => `${protocol} ${measuredKey(cell)}`;
      for (const cell of found) {
        const key = keyOf(cell);
        const runs = cells.get(key) ?? { protocol, ambiguous: false, base: [], head: [] };
        cells.set(key, runs);
        runs[arm].push(cell);
      }
      for (const cell of sameNamed<AnyCell>(found)) cells.get(keyOf(cell))!.ambiguous = true;
    }
  }
  const all = [...cells.values()];
  const name = namesOf(all);
  const found = all.flatMap((runs) => inCell(runs, name(runs), metrics, past) ?? []);
  return {
    pairs: found.flatMap(({ pairs }) => pairs),
    leftOut: found.flatMap(({ cell, leftOut }) => leftOut.map((line) => `${cell}: ${line}`)),
    asked: found.map(({ cell }) => cell),
    common: all.filter(({ base, head }) => base.length * head.length > 0).length,
  };
}

/** Names of the metrics that valid cells have. */
export const metricsIn = ({ base, head }: ArmRuns): ReadonlySet<string> =>
  new Set(
    [...base, ...head].flatMap(({ cells }) => valid(cells).flatMap(({ metrics }) => Object.keys(metrics))),
  );

const valid = (cells: readonly AnyCell[]): AnyCell[] => cells.filter(({ verdict }) => verdict !== 'invalid');

interface InCell {
  readonly cell: string;
  readonly pairs: readonly MetricSamples[];
  readonly leftOut: readonly string[];
}

/** Null: nothing of it is asked for. */
function inCell(runs: Runs, cell: string, metrics: readonly string[] | null, past: Past): InCell | null {
  const { protocol, ambiguous, base, head } = runs;
  const all = [...base, ...head];
  const measured = valid(all);
  const search = measured.some(({ capacity }) => capacity);
  const having = (wanted: readonly string[]): readonly string[] =>
    wanted.filter((metric) => measured.some(({ metrics }) => metrics[metric]));
  const telling = (wanted: readonly string[]): boolean =>
    having(wanted).some((metric) => !metric.startsWith('target.'));
  const judged = search
    ? JUDGED_OF_A_SEARCH
    : [kindOf({ protocol }).compared, JUDGED_OF_CONNECTING].find(telling);
  const had = having(metrics ?? [...new Set([...(judged ?? []), ...promisedIn(measured)])]);
  // A test without any load has nothing to compare; nor has one without the metrics that were named.
  const silent = metrics !== null || measured.every(({ runs }) => runs.length === 0);
  if (had.length === 0 && measured.length > 0 && silent) return null;
  const none = (why: string): InCell => ({ cell, pairs: [], leftOut: [why] });
  if (ambiguous)
    return none('a run has two tests of this name: give each a name of its own, and run both arms again');
  if (base.length * head.length === 0)
    return none(`the ${base.length === 0 ? 'base' : 'head'} does not have it`);
  if (measured.length === 0) return none(`no run of it is valid: ${faultOf(all[0]!)}`);
  if (had.length === 0)
    return none('it has nothing of what is judged by default: name metrics with --metric');
  const pairs: MetricSamples[] = [];
  const leftOut: string[] = [];
  for (const [load, names] of Map.groupBy(had, (metric) => readName(metric).load)) {
    const plans = new Set(measured.flatMap((one) => loadHash(one, names[0]!) ?? []));
    if (plans.size > 1)
      leftOut.push(
        `${load > 0 ? `load ${load + 1}: ` : ''}not the same load in all runs (plan ${[...plans].join(', ')}); the same plan is required: run both arms again with the same test file and options`,
      );
    else pairs.push(...names.map((metric) => pairOf(runs, cell, metric, past(measured[0]!, metric))));
  }
  const loads = search ? 1 : Math.max(...measured.map(({ runs }) => runs.length));
  if (metrics === null && loads > 1)
    leftOut.push(
      `its loads after the first of ${loads}: name their metrics, like --metric ${nameWith(had[0]!, { load: 1 })}`,
    );
  return { cell, pairs, leftOut };
}

/** What the SLOs of a cell name, as far as it tells how the target fared. */
const promisedIn = (cells: readonly AnyCell[]): string[] =>
  cells
    .flatMap(({ slo }) => slo.map(({ metric, window }) => nameWith(metric, { window })))
    .filter((metric) => betterOf(metric));

/** Titles with parameters; with the suite where another suite has the same. */
function namesOf(all: readonly Runs[]): (runs: Runs) => string {
  const cellOf = ({ base, head }: Runs): AnyCell => (base[0] ?? head[0])!;
  const short = ({ title, parameters }: AnyCell): string => {
    const { repeat: _, ...axes } = parameters;
    return [title, parametersText(axes)].filter(Boolean).join(', ');
  };
  const times = new Map<string, number>();
  for (const runs of all) {
    const name = short(cellOf(runs));
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  return (runs) => {
    const cell = cellOf(runs);
    const name = short(cell);
    return times.get(name)! > 1 ? `${cell.suite}: ${name}` : name;
  };
}

function pairOf(
  { base, head }: Runs,
  cell: string,
  metric: string,
  past: NonNullable<MetricSamples['past']>,
): MetricSamples {
  const values = (cells: readonly AnyCell[]): number[] =>
    cells.map((one) => sampleOf(one, metric)).flatMap((sample) => ('value' in sample ? sample.value : []));
  const faults = (cells: readonly AnyCell[]): string[] =>
    cells
      .map((one) => sampleOf(one, metric))
      .flatMap((sample) => ('invalid' in sample ? sample.invalid : []));
  const death = (cells: readonly AnyCell[]): string | null => cells.map(deathOf).find(Boolean) ?? null;
  const unit = [...base, ...head].find(({ metrics }) => metrics[metric])!.metrics[metric]!.unit;
  return {
    cell,
    metric,
    unit,
    base: values(base),
    head: values(head),
    invalid: { base: faults(base), head: faults(head) },
    died: { base: death(base), head: death(head) },
    past,
  };
}
