import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exitCodeOf, type Outcome } from '../../cli/outcome.ts';
import { EXIT } from '../../saved/exit-codes.ts';

const cells = (...verdicts: Outcome['cells'][number]['verdict'][]) =>
  verdicts.map((verdict) => ({ verdict }));

test.each([
  ['every cell passed', 0, { cells: cells('pass', 'pass') }],
  ['a breach among passes and invalid cells', 1, { cells: cells('pass', 'invalid', 'fail') }],
  ['an invalid cell among passes', 125, { cells: cells('pass', 'invalid') }],
  ['no cell at all', 125, {}],
  [
    'a file that could not be read beside a pass',
    125,
    { cells: cells('pass'), problems: [{ kind: 'defect' }] },
  ],
  ['a breach beside wrong usage', 1, { cells: cells('fail'), problems: [{ kind: 'usage' }] }],
  ['wrong usage beside a pass', 129, { cells: cells('pass'), problems: [{ kind: 'usage' }] }],
  ['an interruption after a breach', 130, { cells: cells('fail'), interrupted: true }],
] as const)('%s: %i', (_, code, outcome) => {
  expect(exitCodeOf({ interrupted: false, cells: [], problems: [], ...outcome })).toBe(code);
});

test('is 0 only when there are cells, all passed, and nothing else happened', () => {
  const outcome = fc.record({
    interrupted: fc.boolean(),
    cells: fc.array(fc.record({ verdict: fc.constantFrom('pass', 'fail', 'invalid') })),
    problems: fc.array(fc.record({ kind: fc.constantFrom('breach', 'usage', 'unavailable', 'defect') })),
  });
  fc.assert(
    fc.property(outcome, (it) => {
      const spotless =
        !it.interrupted && it.problems.length === 0 && it.cells.every(({ verdict }) => verdict === 'pass');
      expect(exitCodeOf(it) === EXIT.met).toBe(spotless && it.cells.length > 0);
    }),
  );
});
