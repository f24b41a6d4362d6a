import { expect, test } from 'vitest';
import { readPath, valueAt } from '../../../load/http/json-path.ts';

const answer = { data: { items: [{ id: 7 }, { id: null }], 'a.b': { 'c/d': 'x' } }, '': 0 };

test.each([
  ['data.items.0.id', 7],
  ['data.items.1.id', null],
  ['data.items.length', 2],
  ['/data/items/0/id', 7],
  ['/data/a.b/c~1d', 'x'],
  ['data.items.2.id', undefined],
  ['data.items.0.id.toString', undefined],
  ['data.constructor', undefined],
  ['data.__proto__', undefined],
])('%s leads to %j', (path, value) => {
  expect(valueAt(answer, readPath(path))).toEqual(value);
});

test.each(['', 'a.', '$.data', 'items[0]', '/a~2'])("'%s' is no path", (text) => {
  expect(() => readPath(text)).toThrow(RangeError);
});
