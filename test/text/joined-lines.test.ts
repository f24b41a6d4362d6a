import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinedLines } from '../../text/joined-lines.ts';

test('line breaks and the blanks around them become one blank', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', '\t', 'b') });
  fc.assert(
    fc.property(text, (any) => {
      expect(joinedLines(any)).toBe(any.replace(/\s*[\r\n]+\s*/g, ' '));
    }),
    { numRuns: 2000 },
  );
});
