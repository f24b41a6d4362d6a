import { expect, test } from 'vitest';
import { sumOf } from '../../statistics/sum.ts';

test('a sum is over what is taken of each item, and 0 of none', () => {
  expect(sumOf([{ size: 3 }, { size: 4.5 }], ({ size }) => size)).toBe(7.5);
  expect(sumOf([], () => 1)).toBe(0);
});
