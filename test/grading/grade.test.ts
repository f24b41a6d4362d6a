import { expect, test } from 'vitest';
import { gradeLines } from '../../cli/grade-lines.ts';
import { boxNotes } from '../../grading/box-notes.ts';
import { boxesIn } from '../../grading/boxes.ts';
import { type Grade, gradeOf } from '../../grading/grade.ts';
import { gradeMarkdown } from '../../grading/markdown.ts';
import { type Graded, overviewMarkdown } from '../../grading/overview.ts';
import { readRubric } from '../../grading/read-rubric.ts';
import { reportStanding } from '../../grading/report-standing.ts';
import type { SavedFile } from '../../grading/submission.ts';
import { failing, passing, SUITE, savedOf, submissionOf } from './a-submission.ts';

const rubric = readRubric(
  `title: Load testing
total: 30
criteria:
  - { id: hold, title: It holds, points: 10, slo: { suite: ${SUITE}, metrics: all } }
  - { id: report, title: It is told, points: 8, file: { path: mqtt-results.md, parts: [{ section: Analysis }] } }
  - { id: model, title: The model, points: 4, file: { path: model.md, parts: [{ section: Why }] } }
  - { id: writing, title: It reads well, points: 8, human: the whole }
`,
  'r.yaml',
);
const DOCUMENTS = { 'mqtt-results.md': '## Analysis\n\nx', 'model.md': '# Why\n\nx' };
const gradeWith = (file: Partial<SavedFile> = {}, box = ''): Grade =>
  gradeOf(rubric, submissionOf([savedOf([passing], file)], DOCUMENTS), new Map([['writing', box]]));
const markdown = (grade: Grade) => gradeMarkdown(grade, { base: '../one', again: [] });

test('what is measured is added up, what is left to the grader is not', () => {
  expect(gradeWith()).toMatchObject({ points: 22, measurable: 22, withheld: 0, byGrader: 8, total: 30 });
});

test('what else has to be handed in is listed, and no points depend on it', () => {
  const checklist = ['A demo', 'a_video.mov'];
  const grade = gradeOf({ ...rubric, checklist }, submissionOf([savedOf([passing])], DOCUMENTS));
  expect(grade.points).toBe(gradeWith().points);
  expect(markdown(grade)).toContain('## Also asked for\n');
  expect(markdown(grade)).toMatch(
    /neither makes nor grades them:\n\n- \[ \] A demo\n- \[ \] a\\?_video\.mov\n/,
  );
  expect(gradeLines(grade, 'a.grade.md').at(-1)).toBe(
    '  not graded: 2 things to hand in that tidemark does not make; see "Also asked for" there',
  );
  expect(markdown(gradeWith())).not.toContain('Also asked for');
  expect(gradeLines(gradeWith(), 'a.grade.md').at(-1)).toBe('  a.grade.md');
});

test.each([
  [
    'a changed results file',
    { content: 'changed' },
    4,
    18,
    'mqtt-results.json was changed after it was written',
  ],
  ['one that is not signed', { signature: 'absent' }, 4, 18, 'mqtt-results.json is not signed'],
  ['one signed by another', { signature: 'wrong' }, 4, 18, 'signature in mqtt-results.json is not that of'],
  [
    'a report that does not follow',
    { report: { kind: 'differs', missing: 'p99 5 ms' } },
    14,
    8,
    'mqtt-results.md does not follow from mqtt-results.json: it lacks the line "p99 5 ms"',
  ],
] as const)(
  '%s: what rests on it is withheld, with the reason, and nothing else',
  (_, file, points, withheld, reason) => {
    const grade = gradeWith(file);
    expect(grade).toMatchObject({ points, withheld });
    expect(markdown(grade)).toContain(`**${withheld} points withheld**`);
    expect(markdown(grade).replaceAll('\\', '')).toContain(reason);
  },
);

test('a report without results that can be read is withheld, one of another release is said to be unchecked', () => {
  const elsewhere = savedOf([passing], { name: 'other-results.json' });
  const alone = gradeOf(rubric, submissionOf([elsewhere], DOCUMENTS));
  expect(alone).toMatchObject({ points: 14, withheld: 8 });
  expect(markdown(alone)).toContain(
    'There is no mqtt-results.json that can be read and mqtt-results.md could follow from: 8 points withheld',
  );
  const older = gradeWith({ report: { kind: 'of another release', tidemark: '0.0.9' } });
  expect(older.points).toBe(22);
  expect(markdown(older)).toContain(
    'whether the text of mqtt-results.md follows from mqtt-results.json could not be checked',
  );
  expect(markdown(older)).toContain('**could not be checked**: written by tidemark 0.0.9');
});

test('cells that earned nothing are not drawn', () => {
  expect(gradeWith().restsOn).toHaveLength(1);
  expect(gradeWith({ content: 'changed' }).restsOn).toEqual([]);
  expect(gradeOf(rubric, submissionOf([savedOf([failing])])).restsOn).toEqual([]);
});

test('a file without a hash counts, and the grade says that nothing can be told of it', () => {
  const grade = gradeWith({ content: 'no hash' });
  expect(grade.points).toBe(22);
  expect(markdown(grade)).toContain('no hash: whether it was changed is not known');
});

test('the grade links its evidence, and leaves a box to the grader', () => {
  const text = markdown(gradeWith());
  expect(text).toContain('# Load testing: one');
  expect(text).toContain("**22 of 22 points by measure, 8 more are the grader's**");
  expect(text).toContain('](../one/mqtt-results.md#service-level-objectives)');
  expect(text).toContain('](../one/model.md#why)');
  expect(text).toMatch(/\| writing +\| +____ \| +8 \| the whole \|/);
  expect(text).toContain('22 + ____ = ____ of 30');
});

test('there is one box of each criterion, where what is filled in is read', () => {
  const text = markdown(gradeWith());
  expect(text.match(/^\| .*____.*/gm)).toEqual([expect.stringMatching(/^\| writing +\| +____ /)]);
  expect(text).toMatch(/\[writing\]\(.*\| It reads well +\| +– \| +8 \|/);
});

test('each box filled in is said, also one of a criterion that the rubric leaves to nobody any more', () => {
  const boxes = new Map([
    ['writing', '6'],
    ['style', '4'],
    ['hold', '3'],
  ]);
  expect(boxNotes(gradeWith({}, '6'), boxes, 'one.grade.md')).toEqual([
    'one: 6 of 8 for writing taken over from one.grade.md',
    'one: "4" for style in one.grade.md is dropped: the rubric leaves no style to the grader',
    'one: "3" for hold in one.grade.md is dropped: the rubric leaves no hold to the grader',
  ]);
});

test('what the grader filled in stays, and is added up', () => {
  const filled = markdown(gradeWith()).replace(/(\| writing +\| +)____/, '$16.5');
  expect([...boxesIn(filled)]).toEqual([['writing', '6.5']]);
  const grade = gradeWith({}, '6.5');
  expect(grade).toMatchObject({ points: 22, given: 6.5, open: 0 });
  const text = markdown(grade);
  expect(text).toContain('22 + 6.5 = **28.5 of 30**');
  expect(text).toContain('**22 of 22 points by measure, 6.5 of 8 by the grader, in all 28.5 of 30**');
  expect(text).toContain('Taken over from what stood here before: writing 6.5.');
});

test.each(['9', '-1', 'good'])(
  'a box that holds %s of 8 stays as it is, is still open, and it is said',
  (box) => {
    const grade = gradeWith({}, box);
    expect(grade).toMatchObject({ points: 22, given: 0, open: 1 });
    expect(markdown(grade)).toContain('____ of 30');
    expect(markdown(grade)).toContain(`writing ${box} (no number from 0 to 8, not counted)`);
    expect(boxesIn(markdown(grade)).get('writing')).toBe(box);
  },
);

test('a report follows from its results also with lines of their own in it, and not with one changed', () => {
  const rebuilt = '# R\n\n| p99 | 5 ms |\n\nend\n';
  const releases = { tidemark: '1', ours: '1' };
  const of = (found: string | null, both = releases) => reportStanding(found, rebuilt, both);
  expect(of(rebuilt.replaceAll('\n', '\r\n'))).toEqual({ kind: 'follows' });
  expect(of(`${rebuilt}\nWe think so.\n`)).toEqual({ kind: 'added', lines: 1 });
  expect(of(rebuilt.replace('5 ms', '4 ms'))).toEqual({ kind: 'differs', missing: '| p99 | 5 ms |' });
  expect(of(null)).toEqual({ kind: 'absent' });
  expect(of('other', { tidemark: '0.9', ours: '1' })).toEqual({
    kind: 'of another release',
    tidemark: '0.9',
  });
});

test('a folder of submissions is one table: each with its points or why there are none, and who has whose file', () => {
  const graded: Graded[] = [
    { name: 'one', grade: gradeWith({ content: 'changed' }, '6'), again: [] },
    {
      name: 'two',
      grade: gradeWith(),
      again: [{ cell: 'telemetry', outcome: 'disagrees', text: '' }],
    },
    { name: 'three', broken: 'no file *-results.json' },
  ];
  const text = overviewMarkdown(rubric, graded, (name) => `${name}.grade.md`);
  expect(text).toContain(
    "3 submissions, 30 points. 8 of them are the grader's (writing): – is still open and counts as none.",
  );
  expect(text).toMatch(
    /\| \[one\]\(one\.grade\.md\) +\| +10 \| +0 \| +0 \| +4 \| +6 \| 18 points withheld; mqtt-results\.json is that of two +\|/,
  );
  expect(text).toMatch(
    /\| \[two\]\(two\.grade\.md\) +\| +22 \| +10 \| .* – \| telemetry: disagrees when measured again; .* that of one/,
  );
  expect(text).toMatch(/\| three +\| +– \| .*no file \\\*-results\.json/);
});
