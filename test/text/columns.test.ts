import { expect, test } from 'vitest';
import { columnsOf, cutEnd, cutMiddle, cutStart } from '../../text/columns.ts';

test.each([
  ['delivery', 8],
  ['日本', 4],
  ['e\u0301', 1],
  ['👍', 2],
])('%s takes %i columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

test('a text that fits stays as it is', () => {
  for (const cut of [cutEnd, cutStart, cutMiddle]) expect(cut('devices', 7)).toBe('devices');
});

test('a text is cut at its end, its start or its middle', () => {
  expect(cutEnd('clients=500 qos=1', 9)).toBe('clients=…');
  expect(cutStart('clients=500 qos=1', 6)).toBe('…qos=1');
  expect(cutMiddle('clients=500 qos=1', 9)).toBe('clie…os=1');
});

test.each([1, 2, 3, 4, 5, 6, 7])('wide characters never make a cut text wider than %i columns', (columns) => {
  for (const cut of [cutEnd, cutStart, cutMiddle])
    expect(columnsOf(cut('一秒に二回の報告', columns))).toBeLessThanOrEqual(columns);
});
