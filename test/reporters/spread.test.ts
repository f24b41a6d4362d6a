import { expect, test } from 'vitest';
import { eachOf } from '../../reporters/spread.ts';

test.for([
  ['nothing', [], ''],
  ['one text', ['500 B to `a b`', '500 B to `a b`'], '500 B to `a b`'],
  [
    'what all begin with, once',
    ['500 B to `a`, every 1 s', '500 B to `a`, every 2 s'],
    '500 B to `a`, every 1 s or 2 s',
  ],
  [
    'the first three',
    ['every 1 s', 'every 2 s', 'every 3 s', 'every 4 s', 'every 5 s'],
    'every 1 s, 2 s, 3 s and 2 more',
  ],
  ['a text that another one begins with', ['10 of', '10 of all'], '10 of or of all'],
  ['code in one piece', ['to `a b`', 'to `a c`'], 'to `a b` or `a c`'],
  ['nothing in common', ['ten', 'eleven'], 'ten or eleven'],
] as const)('texts that differ: %s', ([, texts, told]) => {
  expect(eachOf(texts)).toBe(told);
});
