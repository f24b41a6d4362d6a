/** Saved runs of an arm, each with one small cell whose figures are given. */
import type { Cell, Fingerprint, Results } from '../../reporters/results.ts';
import { cellOf, resultsOf } from './sample-results.ts';

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
    ([name, value]) => [name, { value, unit: UNITS[name] ?? 'ms', n: 100 }] as const,
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

/** Runs of an arm that differ in one metric alone. */
export const armOf = (values: readonly number[], shape: RunShape = {}, metric = 'delivery.p99'): Results[] =>
  values.map((value) => runOf({ [metric]: value }, shape));

/** Six runs that hardly differ. */
export const STEADY = [10, 10.05, 10.1, 9.95, 9.9, 10.02];
export const slowed = (factor: number): number[] => STEADY.map((value) => value * factor);
