import { expect, test } from 'vitest';
import { LinearPattern, SEARCHED_CHARACTERS } from '../../../load/http/linear-pattern.ts';

test('a group is taken where there is one, else the whole match', () => {
  expect(new LinearPattern('data-id="(\\d+)"').in('<a data-id="4711">')).toBe('4711');
  expect(new LinearPattern('order-\\d+').in('see order-12 or order-13')).toBe('order-12');
  expect(new LinearPattern('(a)|b').in('b')).toBeUndefined();
  expect(new LinearPattern('x').in('y')).toBeUndefined();
});

test('an expression that takes hours in JavaScript is done at once', () => {
  const startedMs = performance.now();
  expect(new LinearPattern('(a+)+(a+)+(a+)+b').in('a'.repeat(100_000))).toBeUndefined();
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test('what lies beyond the searched part of a text is not found', () => {
  const far = (characters: number) => new LinearPattern('b').in(`${'a'.repeat(characters)}b`);
  expect(far(SEARCHED_CHARACTERS - 1)).toBe('b');
  expect(far(SEARCHED_CHARACTERS)).toBeUndefined();
});
