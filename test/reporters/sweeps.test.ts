import { expect, test } from 'vitest';
import { threePoints } from '../../reporters/sweeps/points.ts';
import { sweepsOf, tidemarkOf } from '../../reporters/sweeps/sweeps.ts';
import type { Cell } from '../../saved/cell.ts';
import type { Verdict } from '../../saved/slo-row.ts';

import { cellOf, sampleResults } from './sample-results.ts';
import type { CellShape } from './sample-shape.ts';

const shape = (clients: number, verdict: Verdict, more: Partial<CellShape> = {}): CellShape => ({
  clients,
  qos: 1,
  verdict,
  medianMs: 1,
  ...more,
});
const oneSeries = (...shapes: CellShape[]) => {
  const series = sweepsOf({ cells: shapes.map(cellOf) })[0]?.series[0];
  if (!series) throw new Error('a series was expected');
  return tidemarkOf(series);
};

test('the axis is the parameter that raises the load, and other parameters make series', () => {
  const [telemetry, disturbance] = sweepsOf(sampleResults());
  expect(telemetry).toMatchObject({ title: 'telemetry', axis: 'clients' });
  expect(telemetry?.series.map(({ name, points }) => [name, points.map(({ load }) => load)])).toEqual([
    ['qos 0', [500, 1000, 2000, 4000]],
    ['qos 1', [500, 1000, 2000, 4000]],
  ]);
  expect(disturbance).toMatchObject({ axis: null, series: [] });
});

test('QoS alone raises no load, so it has no axis', () => {
  const cells = [shape(500, 'pass', { qos: 0 }), shape(500, 'pass')].map(cellOf);
  expect(sweepsOf({ cells })[0]?.axis).toBeNull();
});

test('a cell that never started has no plan and still stands in its sweep', () => {
  const cells = [shape(500, 'pass'), shape(1000, 'pass')].map(cellOf);
  const unstarted: Cell = { ...cellOf(shape(2000, 'invalid')), runs: [] };
  expect(sweepsOf({ cells: [...cells, unstarted] })[0]?.series[0]?.points.at(-1)).toMatchObject({
    load: 2000,
    verdict: 'invalid',
  });
});

test('the tidemark lies between the highest load that holds and the lowest that breaks', () => {
  const mark = oneSeries(
    shape(4000, 'fail'),
    shape(500, 'pass'),
    shape(1000, 'pass'),
    shape(3000, 'invalid'),
  );
  expect(mark.holds?.load).toBe(1000);
  expect(mark.breaks?.load).toBe(4000);
  expect(mark.invalid).toEqual([3000]);
});

test('the lowest breaking load caps the answer, and a higher one that holds is named', () => {
  const mark = oneSeries(shape(500, 'pass'), shape(1000, 'fail'), shape(2000, 'pass'));
  expect(mark.holds?.load).toBe(500);
  expect(mark.breaks?.load).toBe(1000);
  expect(mark.holdsAbove).toEqual([2000]);
});

test('repeats are one load, judged by their majority; a tie breaks, and invalid ones have no vote', () => {
  const repeats = (clients: number, ...verdicts: Verdict[]) =>
    verdicts.map((verdict, index) => shape(clients, verdict, { repeat: index + 1 }));
  const mark = oneSeries(
    ...repeats(500, 'pass', 'fail', 'pass'),
    ...repeats(1000, 'pass', 'invalid', 'invalid'),
    ...repeats(2000, 'fail', 'pass', 'invalid'),
  );
  expect(mark.holds?.load).toBe(1000);
  expect(mark.breaks?.load).toBe(2000);
});

test('three points of a sweep: lowest, highest that holds, lowest that breaks', () => {
  const cells = [500, 1000, 2000].map((n) => cellOf(shape(n, n < 2000 ? 'pass' : 'fail')));
  const [points] = threePoints({ cells });
  expect(points?.points.map(({ role, cell }) => [role, cell.parameters.clients])).toEqual([
    ['lowest load', 500],
    ['highest that passes', 1000],
    ['lowest that fails', 2000],
  ]);
  expect(points?.notes).toEqual([]);
});

test('a point that does not exist is said, not made up', () => {
  const all = (verdict: Verdict) =>
    threePoints({ cells: [500, 1000].map((n) => cellOf(shape(n, verdict))) })[0];
  expect(all('pass')?.notes).toEqual([
    'No load fails, so there is no failing point; try higher loads to find it.',
  ]);
  expect(all('fail')?.notes).toEqual([
    'No load below the first that fails passes.',
    'The lowest load that fails is the lowest one, 500 clients.',
  ]);
  expect(all('fail')?.points).toHaveLength(1);
  expect(all('invalid')?.notes[0]).toBe('No load passes.');
});
