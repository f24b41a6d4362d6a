import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { JudgeApart } from '../../grading/judge-apart.ts';
import { readRubric } from '../../grading/read-rubric.ts';
import { serialize } from '../../saved/results-file.ts';
import { resultsOf } from '../reporters/sample-results.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { passing, SUITE } from './a-submission.ts';

const rubric = readRubric(
  `title: T\ntotal: 10\ncriteria:\n  - { id: a, title: A, points: 5, slo: { suite: ${SUITE} } }\n  - { id: b, title: B, points: 5, file: { path: model.md, parts: [{ paragraphs: 1 }] } }\n`,
  'rubric.yaml',
);
const all = temporaryFolder('judged-');

/** What is asked of a folder with results, and with `files` beside or in place of them. */
function asked(name: string, files: Readonly<Record<string, string>> = {}) {
  const folder = join(all, name);
  mkdirSync(folder);
  const written = { 'mqtt-results.json': serialize(resultsOf([passing])), ...files };
  for (const [file, text] of Object.entries(written)) writeFileSync(join(folder, file), text);
  return { folder, rubric, key: null, earlier: join(all, `${name}.grade.md`), withCells: false };
}

test('a folder that takes for ever, or all memory, is reported; the next ones are judged', async () => {
  using judge = new JudgeApart(new AbortController().signal, 8000);
  expect(await judge.judge(asked('first'))).toMatchObject({
    name: 'first',
    grade: { points: 5 },
    broken: [],
  });
  // Of the kind that takes a reader of Markdown time that grows with its square.
  const endless = await judge.judge(asked('endless', { 'model.md': '*a_'.repeat(100_000) }));
  expect(endless).toMatchObject({
    name: 'endless',
    grade: null,
    broken: ['it cannot be read: to grade it takes longer than 8 s'],
  });
  const large = `[${'{},'.repeat(10_000_000)}{}]`;
  const greedy = await judge.judge(
    asked('greedy', { 'mqtt-results.json': `{"version":1,"cells":${large}}` }),
  );
  expect(greedy.grade).toBeNull();
  expect(greedy.broken).toHaveLength(1);
  expect(await judge.judge(asked('last'))).toMatchObject({ name: 'last', grade: { points: 5 }, broken: [] });
});

test('an abort ends it at once', async () => {
  const abort = new AbortController();
  using judge = new JudgeApart(abort.signal);
  const judging = judge.judge(asked('aborted', { 'model.md': '*a_'.repeat(100_000) }));
  setTimeout(() => abort.abort(new Error('Ctrl-C')), 500);
  await expect(judging).rejects.toThrow('Ctrl-C');
});
