import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSettled, type Line, verdictOf } from '../../../matrix/bisect/judge-commit.ts';

const LATENCY: Line = { threshold: 10, gap: 4, better: 'lower', trials: 5 };
const RATE: Line = { ...LATENCY, better: 'higher' };

describe('a commit', () => {
  test.each([
    ['good when its median is on the good side', [9, 12, 8], [], LATENCY, 'good'],
    ['bad when its median is on the bad side', [9, 12, 11], [], LATENCY, 'bad'],
    ['bad of a rate when its median is below', [9, 12, 8], [], RATE, 'bad'],
    ['good of a rate when its median is above', [9, 12, 11], [], RATE, 'good'],
    ['good when its median is where bad begins', [9, 10, 12], [], LATENCY, 'good'],
    ['good of a rate when its median is there', [9, 10, 12], [], RATE, 'good'],
    ['judged when as many runs are valid as are not', [12, 13], ['x', 'x'], { ...LATENCY, trials: 4 }, 'bad'],
    ['judged by its valid runs where few are invalid', [12, 13, 14], ['x', 'x'], LATENCY, 'bad'],
    ['skipped when most runs are invalid', [12, 13], ['x', 'x', 'x'], LATENCY, 'skip'],
    ['skipped when no run is valid', [], ['x'], LATENCY, 'skip'],
  ] as const)('is %s', (_, samples, invalid, line, verdict) => {
    expect(verdictOf({ samples, invalid }, line)).toBe(verdict);
  });
});

test('no further run changes a verdict that is settled', () => {
  const outcomes = fc.array(fc.option(fc.integer({ min: 0, max: 20 })), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(outcomes, fc.constantFrom('lower', 'higher'), (runs, better) => {
      const line = { threshold: 9.5, gap: 1, better, trials: runs.length } as const;
      const after = (n: number) => ({
        samples: runs.slice(0, n).filter((run) => run !== null),
        invalid: runs.slice(0, n).flatMap((run) => (run === null ? 'x' : [])),
      });
      for (let n = 1; n <= runs.length; n++) {
        if (!isSettled(after(n), line)) continue;
        expect(verdictOf(after(n), line)).toBe(verdictOf(after(runs.length), line));
      }
    }),
  );
});

test('two runs of three that agree settle it', () => {
  const line = { ...LATENCY, trials: 3 };
  expect(isSettled({ samples: [11], invalid: [] }, line)).toBe(false);
  expect(isSettled({ samples: [11, 12], invalid: [] }, line)).toBe(true);
  expect(isSettled({ samples: [11, 9], invalid: [] }, line)).toBe(false);
  expect(isSettled({ samples: [], invalid: ['x', 'x'] }, line)).toBe(true);
});
