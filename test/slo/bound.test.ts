import { expect, test } from 'vitest';
import { holds, marginPercent, type Operator } from '../../slo/bound.ts';

test.each<[Operator, below: boolean, at: boolean, above: boolean]>([
  ['<', true, false, false],
  ['<=', true, true, false],
  ['=', false, true, false],
  ['>=', false, true, true],
  ['>', false, false, true],
])('a bound with %s holds below the limit: %s, at it: %s, above it: %s', (operator, ...expected) => {
  expect([9, 10, 11].map((value) => holds(operator, value, 10))).toEqual(expected);
});

test('the margin is the room to the bound in percent of it, negative beyond it', () => {
  expect([8, 10, 12].map((value) => marginPercent('<', value, 10))).toEqual([20, 0, -20]);
  expect([8, 10, 12].map((value) => marginPercent('>=', value, 10))).toEqual([-20, 0, 20]);
  expect([8, 10, 12].map((value) => marginPercent('=', value, 10))).toEqual([-20, 0, -20]);
  expect(marginPercent('<', 5, 0)).toBeNull();
});
