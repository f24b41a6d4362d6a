import { expect, test } from 'vitest';
import { marginText } from '../../text/margin.ts';

test.each([
  ['<', 92, '92.0 % below'],
  ['<', -27.1, '27.1 % above'],
  ['<=', -660, '7.6 times the bound'],
  ['<', -1171, '12.7 times the bound'],
  ['<', -123_456, '1,236 times the bound'],
  ['>=', 1, '1.0 % above'],
  ['>', -100, '100.0 % below'],
  ['>=', 5900, '60.0 times the bound'],
  ['=', -0.008, '0.008 % off'],
  ['=', 0, 'at the bound'],
  ['<', 0, 'at the bound'],
] as const)('a figure bounded by %s with a margin of %d %% reads "%s"', (operator, marginPercent, said) => {
  expect(marginText({ operator, marginPercent })).toBe(said);
});

test('where the bound is 0 or nothing was measured there is no margin to tell', () => {
  expect(marginText({ operator: '<', marginPercent: null })).toBeNull();
});
