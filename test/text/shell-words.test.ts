import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellWords } from '../../text/shell-words.ts';

test('plain words stay plain, others are quoted', () => {
  expect(shellWords(['run', '--broker', 'exec:mosquitto -p $PORT', '-t', "it's", ''])).toBe(
    "run --broker 'exec:mosquitto -p $PORT' -t 'it'\\''s' ''",
  );
});

test('a shell reads back every word', () => {
  const word = fc.string({ unit: 'grapheme-ascii' });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), (words) => {
      const read = execFileSync('sh', ['-c', `printf '%s\\0' ${shellWords(words)}`], { encoding: 'utf8' });
      expect(read.split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 15 },
  );
});
