import { expect, test } from 'vitest';
import { chanceFactor, effectOf } from '../../reporters/http/chance.ts';
import type { Change } from '../../reporters/http/single-changes.ts';

const floor = { pagesPerSecond: 100, cpuMs: null };
const change = (name: string, ...ratios: number[]): Change => ({
  name,
  ratios,
  rateRatio: ratios.toSorted((a, b) => a - b)[ratios.length >> 1] ?? 1,
  without: floor,
  with: floor,
  cpuRatio: null,
  loginsPerSecond: null,
  verdict: 'pass',
});

test('steady rounds leave a tenth to chance, in both directions', () => {
  const steady = [
    change('nominal', 1, 1.01, 1),
    change('a', 1.11, 1.12, 1.11),
    change('b', 0.752, 0.75, 0.76),
  ];
  const factor = chanceFactor(steady);
  expect(factor).toBe(1.1);
  expect(steady.map((one) => effectOf(one, factor))).toEqual(['within chance', 'gain', 'loss']);
});

test('rounds that differ much leave more to chance, and a row that changes nothing bounds it from below', () => {
  const noisy = ['a', 'b', 'c'].map((name) => change(name, 0.8, 1.25, 1));
  expect(chanceFactor(noisy)).toBeGreaterThan(1.3);
  expect(chanceFactor([change('nominal', 0.8), change('a', 1.2)])).toBeCloseTo(1.25, 5);
});

test('with rounds that follow one distribution, a change that changes nothing is seldom called a gain or a loss', () => {
  let state = 7;
  const random = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  let wrong = 0;
  for (let run = 0; run < 100; run++) {
    const changes = Array.from({ length: 12 }, (_, index) =>
      change(`c-${index}`, ...Array.from({ length: 3 }, () => Math.exp(0.15 * normal()))),
    );
    const factor = chanceFactor(changes);
    wrong += changes.filter((one) => effectOf(one, factor) !== 'within chance').length;
  }
  // 1,200 changes of which 1 % may be called something by chance.
  expect(wrong).toBeLessThan(30);
});
