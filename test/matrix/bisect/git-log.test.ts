import { expect, test } from 'vitest';
import { outcomeOf } from '../../../matrix/bisect/git-log.ts';

const [A, B] = ['a', 'b'].map((digit) => digit.repeat(40));
const BEGUN = `# bad: [${A}] c6\n# good: [${B}] c1\ngit bisect start 'main' 'main~5'\n`;

test('a log that has not ended has no outcome', () => {
  expect(outcomeOf(BEGUN)).toBeNull();
});

test('the first bad commit is read with its subject', () => {
  expect(outcomeOf(`${BEGUN}# first bad commit: [${A}] add: [x] y`)).toEqual({
    kind: 'found',
    first: { commit: A, subject: 'add: [x] y' },
  });
});

test('all that may be it are read where only skipped commits are left', () => {
  const log = `${BEGUN}# only skipped commits left to test\n# possible first bad commit: [${A}] c5\n# possible first bad commit: [${B}] c4`;
  expect(outcomeOf(log)).toEqual({
    kind: 'only skipped',
    candidates: [
      { commit: A, subject: 'c5' },
      { commit: B, subject: 'c4' },
    ],
  });
});
