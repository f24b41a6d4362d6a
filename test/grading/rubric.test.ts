import { expect, test } from 'vitest';
import { RubricError, readRubric } from '../../grading/read-rubric.ts';

const rubric = (...criteria: readonly string[]) =>
  `title: T\ntotal: 10\ncriteria:\n${criteria.map((one) => `  - { ${one} }\n`).join('')}`;
const SLO = 'slo: { suite: a.slo.ts, metrics: all }';
const scale = (how: string) => `id: a, title: A, points: 10, scale: { cell: { suite: s }, ${how} }`;
const file = (part: string) => `id: a, title: A, points: 10, file: { path: x.md, parts: [${part}] }`;

test('a rubric is read, with what it leaves out filled in', () => {
  const read = readRubric(rubric(`id: a, title: A, points: 10, ${SLO}`), 'r.yaml');
  expect(read.criteria[0]?.slo).toEqual({
    suite: 'a.slo.ts',
    title: '*',
    parameters: {},
    promise: {},
    metrics: 'all',
  });
});

test.each([
  [
    'YAML that is none',
    'title: [',
    /r\.yaml is not YAML: .*line 1.*\nA rubric like docs\/rubrics\/lampi\.yaml is required\.$/s,
  ],
  [
    'a pattern that YAML takes for an alias',
    rubric('id: a, title: A, points: 10, slo: { suite: *users.slo.ts }'),
    /line 4: \*users\.slo\.ts .*; a text that begins with \* needs quotes/,
  ],
  [
    'a pattern that YAML takes for a broken alias',
    'title: * > LAMPI',
    /line 1: .*; a text that begins with \* needs quotes/,
  ],
  [
    'another total than the points add up to',
    rubric(`id: a, title: A, points: 9, ${SLO}`),
    /line 2, total: the points .* add up to 9, not to the total of 10/,
  ],
  [
    'a kind of criterion there is none of',
    rubric('id: a, title: A, points: 10, slow: { suite: s }'),
    /line 4, criteria\.0: there is no "slow" here; .*one of slo, scale, file, human\. Did you mean "slo"\?/,
  ],
  [
    'two kinds at once',
    rubric(`id: a, title: A, points: 10, human: look, ${SLO}`),
    /criteria\.0: one of .* is required; there is slo and human/,
  ],
  [
    'no kind at all',
    rubric('id: a, title: A, points: 10'),
    /criteria\.0: one of .* is required; there is none/,
  ],
  ['no points', rubric('id: a, title: A, human: look'), /criteria\.0\.points: .*number/],
  [
    'a metric misspelt',
    rubric('id: a, title: A, points: 10, slo: { suite: s, metrics: [publish.ack.p9] }'),
    /metrics.*: .*/s,
  ],
  [
    'one id twice',
    rubric('id: a, title: A, points: 5, human: x', 'id: a, title: B, points: 5, human: y'),
    /line 5, criteria\.1\.id: "a" is taken/,
  ],
  [
    'a scale without a measure',
    rubric(scale('metric: capacity')),
    /scale: one of linear and steps is required/,
  ],
  ['a scale of no length', rubric(scale('linear: { from: 2, to: 2 }')), /from and to are the same/],
  [
    'steps that turn back',
    rubric(scale('steps: [{ at: 1, points: 2 }, { at: 3, points: 5 }, { at: 2, points: 10 }]')),
    /`at` must rise from step to step, or fall/,
  ],
  [
    'steps that never give all points',
    rubric(scale('steps: [{ at: 1, points: 2 }, { at: 3, points: 5 }]')),
    /the last step must be worth all 10 points/,
  ],
  [
    'a part that asks nothing',
    rubric(file('{ of: nominal }')),
    /parts\.0: at least one of section, paragraphs/,
  ],
  [
    'a report away from its results',
    rubric('id: a, title: A, points: 10, file: { path: lab/http-results.md, parts: [{ paragraphs: 1 }] }'),
    /file\.path: a report lies beside its results/,
  ],
  [
    'points finer than tenths',
    rubric('id: a, title: A, points: 0.25, human: x', 'id: b, title: B, points: 9.75, human: y'),
    /line 4, criteria\.0\.points: points in tenths are required/,
  ],
  [
    'steps finer than tenths',
    rubric(scale('steps: [{ at: 1, points: 0.25 }, { at: 2, points: 10 }]')),
    /steps\.0\.points: points in tenths are required/,
  ],
])('refused, by line and path: %s', (_, yaml, message) => {
  expect(() => readRubric(yaml, 'r.yaml')).toThrow(RubricError);
  expect(() => readRubric(yaml, 'r.yaml')).toThrow(message);
});

test.each(['/shared.md', '../shared.md', 'a/../../shared.md', '.', 'a/'])(
  'a file outside of the folder is refused: %s',
  (path) => {
    const yaml = rubric(`id: a, title: A, points: 10, file: { path: ${path}, parts: [{ paragraphs: 1 }] }`);
    expect(() => readRubric(yaml, 'r.yaml')).toThrow(/file\.path: a file below the folder of the submission/);
  },
);

test('a file is named one way, however it is written', () => {
  const read = readRubric(
    rubric('id: a, title: A, points: 10, file: { path: ./x/../http-results.md, parts: [{ paragraphs: 1 }] }'),
    'r.yaml',
  );
  expect(read.criteria[0]?.file?.path).toBe('http-results.md');
});
