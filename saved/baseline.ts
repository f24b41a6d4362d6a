/** What a baseline file holds, what a test finds in it, and what a run makes of it. Pure. */

import { plural } from '../text/format.ts';
import type { Baseline } from './baseline-schema.ts';
import type { AnyCell } from './cell.ts';
import { type CellIdentity, measuredKey } from './cell-identity.ts';
import { differences } from './differences.ts';
import { planHash } from './plan-hash.ts';
import type { Machine } from './results.ts';
import type { MetricValue } from './slo-row.ts';
import { BASELINE_VERSION } from './versions.ts';

/** What the baseline has of one metric of the test that is judged. */
export type BaselineFigure =
  | { readonly status: 'found'; readonly value: number }
  /** This run becomes the baseline; null = there was none to compare with. */
  | { readonly status: 'saved'; readonly before: number | null }
  /** Nothing can be compared with; `reason` ends with the next step. */
  | { readonly status: 'unusable'; readonly reason: string };

type BaselineCell = Baseline['cells'][number];

/** A cell of a run, and the metrics its bounds did not find in the baseline and took for saved by this run. */
export interface MeasuredCell {
  readonly cell: AnyCell;
  readonly awaited: readonly string[];
}

/** What a test asks of the baseline: who it is, where it runs, and the load that was measured. */
export interface Asking extends CellIdentity {
  readonly machine: Machine;
  readonly targetKind: string;
  readonly quota: string | null;
  /** 0 = the first load of the test. */
  readonly load: number;
  readonly planHash: string;
}

const SAVE = 'save a new baseline with `npx tidemark run --save-baseline`';

/** Of a metric in the baseline: its value, null where the file has none of it, or why what it has is no yardstick. */
export function lookUp(baseline: Baseline, asking: Asking, metric: string): BaselineFigure | null {
  const elsewhere = differences(baseline.machine, asking.machine);
  if (elsewhere)
    return unusable(
      `the baseline was measured on another machine: ${elsewhere}; test on the same machine, or ${SAVE}`,
    );
  const cell = baseline.cells.find((saved) => measuredKey(saved) === measuredKey(asking));
  if (!cell) return null;
  const { targetKind, quota } = asking;
  const target = differences({ targetKind: cell.targetKind, quota: cell.quota }, { targetKind, quota });
  if (target)
    return unusable(`the baseline was measured on another target: ${target}; test the same kind, or ${SAVE}`);
  const hash = cell.planHashes[asking.load];
  if (hash !== asking.planHash)
    return unusable(
      `the baseline was measured with another load: plan ${hash ?? 'none'}, now ${asking.planHash}; test with the same load, or ${SAVE}`,
    );
  const found = cell.metrics[metric];
  return found ? { status: 'found', value: found.value } : null;
}

const unusable = (reason: string): BaselineFigure => ({ status: 'unusable', reason });

export interface Saving {
  /** `absent`: only what tests asked for and did not find; `all`: everything measured, in place of what was there. */
  readonly what: 'all' | 'absent';
  readonly tidemark: string;
  readonly machine: Machine;
  readonly commit: string | null;
  readonly measuredAt: string;
}

export interface Saved {
  /** Null: nothing changes. */
  readonly baseline: Baseline | null;
  /** For people. */
  readonly notices: readonly string[];
}

/**
 * The baseline after a run. Only cells that were measured go in, and unasked for (`absent`) only those that passed.
 * Other cells stay when they were measured on this machine.
 */
export function withRun(before: Baseline | null, run: readonly MeasuredCell[], saving: Saving): Saved {
  const { what, tidemark, machine, commit, measuredAt } = saving;
  const here = before !== null && differences(before.machine, machine) === '';
  if (what === 'absent' && before !== null && !here) return { baseline: null, notices: [] };
  const wanted = run.filter(({ awaited }) => what === 'all' || awaited.length > 0);
  const fit = wanted.filter(({ cell }) => whyNot(cell, what) === null);
  const notices = wanted.flatMap(({ cell }) => {
    const why = whyNot(cell, what);
    return why === null
      ? []
      : [`not saved as a baseline: ${[cell.title, ...Object.values(cell.parameters)].join(' ')}: ${why}`];
  });
  if (fit.length === 0) return { baseline: null, notices };
  const kept = here ? before.cells : [];
  if (before !== null && !here && before.cells.length > 0)
    notices.push(`left out of the baseline: ${plural(before.cells.length, 'cell')} of another machine`);

  const cells = new Map(kept.map((cell) => [measuredKey(cell), cell]));
  for (const [key, repeats] of Map.groupBy(fit, ({ cell }) => measuredKey(cell))) {
    const known = what === 'absent' ? cells.get(key) : undefined;
    const fresh = savedCell(
      repeats.map(({ cell }) => cell),
      { commit, measuredAt },
    );
    const asked = repeats.flatMap(({ awaited }) => awaited);
    cells.set(
      key,
      known ? { ...known, metrics: { ...pick(fresh.metrics, asked), ...known.metrics } } : fresh,
    );
  }
  return { baseline: { version: BASELINE_VERSION, tidemark, machine, cells: [...cells.values()] }, notices };
}

/** Null: fit to be compared with. */
function whyNot({ verdict, runs, capacity }: AnyCell, what: Saving['what']): string | null {
  if (capacity) return 'a capacity search has no fixed load';
  const down = runs.some(({ result }) => result.status !== 'measured' || result.targetDown !== null);
  if (runs.length === 0 || down || verdict === 'invalid') return 'it could not be judged';
  return what === 'absent' && verdict === 'fail' ? 'it failed; --save-baseline saves it all the same' : null;
}

function savedCell(
  repeats: readonly AnyCell[],
  when: Pick<BaselineCell, 'commit' | 'measuredAt'>,
): BaselineCell {
  const [{ suite, title, parameters, target, runs }] = repeats as [AnyCell];
  const { repeat: _, ...others } = parameters;
  const names = new Set(repeats.flatMap(({ metrics }) => Object.keys(metrics)));
  const medians = [...names].map((name) => [
    name,
    median(repeats.flatMap(({ metrics }) => metrics[name] ?? [])),
  ]);
  return {
    suite,
    title,
    parameters: others,
    planHashes: runs.map(({ result }) => planHash([result.plan])),
    targetKind: target?.kind ?? '',
    quota: target?.quota ?? null,
    ...when,
    metrics: Object.fromEntries(medians),
  };
}

/** The value in the middle, the lower of two: one that was measured. */
const median = (values: readonly MetricValue[]): MetricValue =>
  values.toSorted((a, b) => a.value - b.value)[Math.floor((values.length - 1) / 2)] as MetricValue;

const pick = <V>(record: Readonly<Record<string, V>>, names: readonly string[]): Record<string, V> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));
