import { expect, test } from 'vitest';
import { overallVerdict } from '../../saved/overall-verdict.ts';
import type { Verdict } from '../../saved/slo-row.ts';
import { duration, listed, loadText, NONE, orNone, plural, significant } from '../../text/format.ts';

import { formatQuantity } from '../../text/quantity.ts';
import { cellOf, sweepShapes } from '../reporters/sample-results.ts';

test.each([
  [0, '0'],
  [0.0831, '0.083'],
  [0.5, '0.500'],
  [0.9996, '1.00'],
  [1.234, '1.23'],
  [9.996, '10.0'],
  [12.34, '12.3'],
  [99.96, '100'],
  [1234.5, '1,235'],
])('%d ms is written %s', (value, text) => {
  expect(significant(value)).toBe(text);
});

test.each([
  [0.14, 'ms', '0.140 ms'],
  [163.07, 'ms', '163 ms'],
  [12_000, '', '12,000'],
  [97.44, '%', '97.4 %'],
  [64_180_000, 'B', '64.2 MB'],
])('an SLO rounds as the tables do: %d %s is %s', (value, unit, text) => {
  expect(formatQuantity(value, unit)).toBe(text);
});

test('a figure that is missing or not finite is a dash, never empty and never NaN', () => {
  for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(orNone(value, significant)).toBe(NONE);
  }
});

test('a load is spoken of by its axis', () => {
  expect(loadText('clients', 4000)).toBe('4,000 clients');
  expect(loadText('clients', 1)).toBe('1 client');
  expect(loadText('qos', 1)).toBe('qos 1');
  expect(loadText('payload', '500B')).toBe('payload 500B');
});

test('durations and lists read as text', () => {
  expect([duration(1500), duration(200_000)]).toEqual(['1.50 s', '3 min 20 s']);
  expect([plural(1, 'delivery', 'deliveries'), plural(2, 'delivery', 'deliveries')]).toEqual([
    '1 delivery',
    '2 deliveries',
  ]);
  expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
});

test('one breach fails the run, one unjudged cell makes it invalid, and no cells are no pass', () => {
  const cells = (...verdicts: Verdict[]) =>
    verdicts.map((verdict) => ({
      ...cellOf({ ...(sweepShapes[0] as (typeof sweepShapes)[number]), verdict }),
    }));
  expect(overallVerdict(cells('pass', 'invalid', 'fail'))).toBe('fail');
  expect(overallVerdict(cells('pass', 'invalid'))).toBe('invalid');
  expect(overallVerdict(cells('pass', 'pass'))).toBe('pass');
  expect(overallVerdict([])).toBe('invalid');
});
