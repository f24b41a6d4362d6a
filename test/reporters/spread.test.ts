import { expect, test } from 'vitest';
import { eachOf } from '../../reporters/spread.ts';

test.for([
  ['nothing', [], ''],
  ['one text', ['500 B to `a b`', '500 B to `a b`'], '500 B to `a b`'],
  [
    'what all begin with, once',
    ['500 B to `a`, QoS 1, every 1 s', '500 B to `a`, QoS 1, every 2 s'],
    '500 B to `a`, QoS 1, every 1 s or every 2 s',
  ],
  [
    'the first three',
    ['1,000 B, every 1 s', '1,000 B, every 2 s', '1,000 B, every 3 s', '1,000 B, every 4 s'],
    '1,000 B, every 1 s, every 2 s, every 3 s and 1 more',
  ],
  ['a duration as a whole', ['every 3 min 20 s', 'every 3 min 40 s'], 'every 3 min 20 s or every 3 min 40 s'],
  ['a text that another one begins with', ['500 B', '500 B, retained'], '500 B or 500 B, retained'],
  ['code in one piece', ['to `a, b`', 'to `a, c`'], 'to `a, b` or to `a, c`'],
  ['nothing in common', ['ten', 'eleven'], 'ten or eleven'],
] as const)('texts that differ: %s', ([, texts, told]) => {
  expect(eachOf(texts)).toBe(told);
});
