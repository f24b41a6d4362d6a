import { expect, test } from 'vitest';
import { gradeExitCode } from '../../cli/grade-exit-code.ts';
import { gradeOf } from '../../grading/grade.ts';
import type { Graded } from '../../grading/overview.ts';
import { readRubric } from '../../grading/read-rubric.ts';
import type { Cell } from '../../saved/cell.ts';

import { failing, invalid, passing, SUITE, savedOf, submissionOf } from '../grading/a-submission.ts';

const rubric = readRubric(
  `title: T
total: 100
criteria:
  - { id: hold, title: It holds, points: 60, slo: { suite: ${SUITE}, metrics: all } }
  - { id: told, title: It is told, points: 40, file: { path: model.md, parts: [{ section: Why }] } }
`,
  'r.yaml',
);
const gradedBy = (cell: Cell, documents: Readonly<Record<string, string>> = {}): Graded => {
  const { restsOn: _, ...grade } = gradeOf(rubric, submissionOf([savedOf([cell])], documents));
  return { name: 'one', grade, again: [] };
};
const broken: Graded = { name: 'two', broken: 'no file *-results.json' };
const TOLD = { 'model.md': '# Why\n\nx' };

test.each([
  ['enough points', 0, 60, [gradedBy(passing)]],
  ['too few points', 1, 60, [gradedBy(failing, TOLD)]],
  ['too few points, since what was measured was invalid', 125, 60, [gradedBy(invalid, TOLD)]],
  ['enough points beside what was invalid', 0, 40, [gradedBy(invalid, TOLD)]],
  ['too few points of one, another invalid', 1, 60, [gradedBy(failing), gradedBy(invalid)]],
  ['enough points of one, another not readable', 125, 60, [gradedBy(passing), broken]],
  ['no points asked for, and none earned', 0, undefined, [gradedBy(failing), broken]],
  ['nothing that can be read', 125, undefined, [broken]],
])('%s: %i', (_, code, atLeast, graded) => {
  expect(gradeExitCode(graded, atLeast, false)).toBe(code);
});

test('a grade that could not be written is no success, and hides no breach', () => {
  expect(gradeExitCode([gradedBy(passing)], undefined, true)).toBe(125);
  expect(gradeExitCode([gradedBy(failing)], 60, true)).toBe(1);
});
