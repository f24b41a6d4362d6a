import { expect, test } from 'vitest';
import { cutShort, interruptionText } from '../../load/cut-short.ts';

const plan = {
  warmupMs: 1000,
  measureMs: 60_000,
  drainMs: 2000,
  windows: [
    { name: 'measure', fromMs: 0, toMs: 60_000 },
    { name: 'first', fromMs: 0, toMs: 10_000 },
    { name: 'middle', fromMs: 10_000, toMs: 30_000 },
    { name: 'last', fromMs: 30_000, toMs: 60_000 },
  ],
  pacing: 'auto',
  agents: null,
} as const;

test('a plan that is cut short has the part that was carried out; later windows are empty', () => {
  const cut = cutShort(plan, 20_000);
  expect(cut).toMatchObject({ warmupMs: 1000, measureMs: 20_000, drainMs: 2000 });
  expect(cut.windows.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
    [0, 20_000],
    [0, 10_000],
    [10_000, 20_000],
    [20_000, 20_000],
  ]);
  expect(cutShort(plan, 60_000)).toEqual(plan);
});

test.each([
  [90_000, 1_800_000, 'interrupted after 90 s of 30 min'],
  [1_740_000, 1_800_000, 'interrupted after 29 min of 30 min'],
  [130_400, 1_800_000, 'interrupted after 2 min 10 s of 30 min'],
  [30_000, 30_000, 'interrupted after the measure phase, in the drain'],
])('after %i ms of %i it reads "%s"', (afterMs, ofMs, text) => {
  expect(interruptionText({ afterMs, ofMs })).toBe(text);
});
