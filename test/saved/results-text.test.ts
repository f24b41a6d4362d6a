import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indented, inOrder } from '../../saved/results-text.ts';

const anything = fc.object().map((value) => JSON.parse(JSON.stringify(value)));
const series = /\[\n[\s\d.,eEnul+-]*\]/g;

test('what is written in pieces is what JSON.stringify indents, with each series on one line', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const whole = JSON.stringify(value, null, 2).replace(series, (list) => list.replace(/\s+/g, ' '));
      expect([...indented(value)].join('')).toBe(`${whole}\n`);
    }),
  );
});

test('what is hashed in pieces is JSON with its keys in order', () => {
  const sorted = (value: unknown): unknown =>
    value === null || typeof value !== 'object' || Array.isArray(value)
      ? value
      : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  fc.assert(
    fc.property(anything, (value) => {
      let pieces = '';
      inOrder(value, (piece) => {
        pieces += piece;
      });
      expect(pieces).toBe(JSON.stringify(value, (_, one) => sorted(one)));
    }),
  );
});

test('a text longer than a string may be is written in pieces that are not', () => {
  const days = Array.from({ length: 50_000 }, (_, second) => second / 7);
  const pieces = [...indented({ all: Array.from({ length: 4 }, () => days) })];
  expect(pieces.length).toBeGreaterThan(3);
  for (const piece of pieces) expect(piece.length).toBeLessThan(1.1e6);
});
