/** Saved runs of an arm, each with one small cell whose figures are given. */
import type { Cell } from '../../saved/cell.ts';
import type { Fingerprint, Results } from '../../saved/results.ts';
import { cellOf, edited, resultsOf } from './sample-results.ts';

const UNITS: Readonly<Record<string, string>> = { lost: '', 'target.memory': 'B', 'publish.rate': '/s' };

interface RunShape {
  readonly cell?: Partial<Cell>;
  readonly environment?: Partial<Fingerprint['environment']>;
  readonly subject?: Partial<Fingerprint['subject']>;
  readonly startedAt?: string;
}

const CELL = cellOf({ clients: 5, qos: 1, verdict: 'pass', medianMs: 1 });

/** Metrics are those given alone. */
export function runOf(metrics: Readonly<Record<string, number>>, shape: RunShape = {}): Results {
  const values = Object.entries(metrics).map(
    ([name, value]) => [name, { value, unit: UNITS[name] ?? 'ms', n: 5000 }] as const,
  );
  const cell = {
    ...CELL,
    title: 'small',
    parameters: {},
    metrics: Object.fromEntries(values),
    ...shape.cell,
  };
  const results = resultsOf([cell]);
  const { environment, subject } = results.fingerprint;
  return {
    ...results,
    startedAt: shape.startedAt ?? results.startedAt,
    fingerprint: {
      environment: { ...environment, ...shape.environment },
      subject: { ...subject, ...shape.subject },
    },
  };
}

/** As its cell would be had another plan been carried out. */
export function ofAnotherPlan(): Partial<Cell> {
  const [{ result, observation }] = CELL.runs as [Cell['runs'][number]];
  const plan = { ...result.plan, measureMs: result.plan.measureMs + 1000 };
  return { planHash: 'abc', runs: [{ result: { ...result, plan }, observation }] };
}

/** As it would be had the target died: failed, with what was measured until then. */
export function ofDeadTarget(): Partial<Cell> {
  const { runs } = edited(CELL, (run) => Object.assign(run, { targetDown: 'connection refused' }));
  return { verdict: 'fail', runs };
}

/** As it would be had a test that puts on two loads ended at its first. */
export const ofTwoLoads = (ran: 1 | 2): Partial<Cell> => ({
  planHash: `of ${ran}`,
  runs: [...CELL.runs, ...(ofAnotherPlan().runs ?? [])].slice(0, ran),
});

/** Runs of an arm that differ in one metric alone. */
export const armOf = (values: readonly number[], shape: RunShape = {}, metric = 'delivery.p99'): Results[] =>
  values.map((value) => runOf({ [metric]: value }, shape));

/** Six runs that hardly differ. */
export const STEADY = [10, 10.05, 10.1, 9.95, 9.9, 10.02];
export const slowed = (factor: number): number[] => STEADY.map((value) => value * factor);
