/** A capacity search as it is saved, its runs made up. */
import type { CapacityResult, CapacityTrial, StopReason } from '../../saved/capacity.ts';
import type { Cell } from '../../saved/cell.ts';
import { cellOf } from './sample-results.ts';

export type TrialShape = readonly [
  load: number,
  verdict: CapacityTrial['verdict'],
  purpose?: CapacityTrial['purpose'],
];

const COURSE: readonly TrialShape[] = [
  [500, 'pass'],
  [500, 'pass'],
  [1000, 'pass'],
  [1000, 'invalid'],
  [1000, 'pass'],
  [2000, 'fail'],
  [2000, 'fail'],
  [1000, 'pass', 'recovery'],
  [1414, 'pass'],
  [1414, 'pass'],
];

export const bracketed = { bounds: 'between', lower: 1414, upper: 2000, deliveredPerSecond: 235.7 } as const;

export function searchCell(
  answer: object = bracketed,
  course: readonly TrialShape[] = COURSE,
  stop: StopReason = 'width reached',
): Cell {
  const shaped = course.map(([load, verdict, purpose = 'search']) => {
    const medianMs = verdict === 'fail' ? 310 : load / 500;
    return { purpose, load, cell: cellOf({ clients: load, qos: 1, verdict, medianMs }) };
  });
  const trials = shaped.map(({ load, purpose, cell }, run): CapacityTrial => {
    const { verdict, reasons, slo, durationMs } = cell;
    return {
      ...{ load, purpose, verdict, reasons, slo, durationMs, run },
      targetDied: false,
      disagreements: [],
      deliveredPerSecond: verdict === 'pass' ? load / 6 : null,
    };
  });
  const { slo: _, ...cell } = cellOf({ clients: 500, qos: 1, verdict: 'pass', medianMs: 1 });
  return {
    ...cell,
    title: 'how many devices',
    parameters: {},
    slo: [],
    runs: shaped.flatMap(({ cell: { runs } }) => runs),
    metrics: Object.fromEntries(
      shaped.flatMap(({ cell: { metrics } }, run) =>
        Object.entries(metrics).map(([name, value]) => [run === 0 ? name : `load-${run + 1}:${name}`, value]),
      ),
    ),
    capacity: {
      axis: 'devices',
      unit: '',
      from: 500,
      to: 50_000,
      widthPercent: 50,
      confirmMs: null,
      trials,
      stop,
      recovery: course.some(([, , purpose]) => purpose === 'recovery') ? 'recovers' : null,
      confirmed: null,
      ...answer,
    } as object as CapacityResult,
  };
}
