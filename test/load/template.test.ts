import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillTemplate } from '../../load/template.ts';

const fill = (template: string, client: number, run = 'r1'): string =>
  fillTemplate(template, { client, group: 'g', run });

test('a client has its number, its group and its run', () => {
  expect(fill('{run}/{group}/{client}', 7)).toBe('r1/g/7');
});

test('a random number is written in hex with as many digits as asked', () => {
  expect(fill('devices/{random:10000:x10}', 0)).toMatch(/^devices\/0{6}[\da-f]{4}$/);
});

test('each client has a number of its own below the limit, others in the next run', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 300 }), fc.string({ maxLength: 8 }), (below, run) => {
      const numbers = Array.from({ length: below }, (_, client) =>
        Number(fill(`{random:${below}}`, client, run)),
      );
      expect(new Set(numbers).size).toBe(below);
      expect(Math.max(...numbers)).toBe(below - 1);
    }),
  );
  const first = [0, 1, 2].map((client) => fill('{random:10000}', client, 'one'));
  expect([0, 1, 2].map((client) => fill('{random:10000}', client, 'two'))).not.toEqual(first);
});

test('with steps no number is left out, whatever the limit', () => {
  const numbers = Array.from({ length: 7919 }, (_, client) => fill('{random:7919}', client));
  expect(new Set(numbers).size).toBe(7919);
});
