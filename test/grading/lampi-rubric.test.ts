import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { gradeOf } from '../../grading/grade.ts';
import { readRubric } from '../../grading/read-rubric.ts';
import { passing, savedOf, submissionOf } from './a-submission.ts';

const FILE = 'docs/rubrics/lampi.yaml';
const rubric = readRubric(readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8'), FILE);

const atOnce = (title: string, received: string) => {
  const promised = { 'broker.received': received, 'broker.dropped': '= 0', 'connect.failed': '= 0' };
  const slo = Object.entries(promised).map(([metric, bound]) => ({
    ...passing.slo[0]!,
    metric,
    bound,
    required: bound,
  }));
  const cell = { ...passing, suite: 'suites/mqtt/lampi-devices.slo.ts', title, slo };
  const { criteria } = gradeOf(rubric, submissionOf([savedOf([cell])]));
  return criteria.find(({ id }) => id === 'mqtt-at-once');
};

test('all 100 devices at the same moment, with what the suite promises, earn their points', () => {
  expect(atOnce('all 100 at the same moment', '>= 99%')).toMatchObject({ points: 5 });
});

test('fewer devices, as in a smoke run, or an easier promise earn none', () => {
  expect(atOnce('all 50 at the same moment', '>= 99%')).toMatchObject({ points: 0 });
  expect(atOnce('all 100 at the same moment', '>= 9%')).toMatchObject({
    points: 0,
    why: expect.stringContaining(
      'the SLO of the test is broker.received >= 9%; broker.received >= 99% is required',
    ),
  });
});

test('what the assignment asks for and tidemark does not make is listed, as on the page of the assignment', () => {
  const { checklist = [] } = gradeOf(rubric, submissionOf([savedOf([passing])]));
  const page = readFileSync(new URL('../../docs/lampi.md', import.meta.url), 'utf8');
  const items = page.match(/^- \[ \]/gm) ?? [];
  expect(checklist).toHaveLength(items.length);
  for (const wanted of [
    'locustfile.py',
    'mqtt-locustfile.py',
    'writeup.md',
    'pull request',
    'video',
    'live demo',
  ]) {
    expect(checklist.join('\n').toLowerCase()).toContain(wanted);
    expect(page).toContain(wanted);
  }
});
