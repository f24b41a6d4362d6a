import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { writeReports } from '../../reporters/report.ts';
import { openResults } from '../../reporters/results-file.ts';
import { cellOf, resultsOf } from '../reporters/sample-results.ts';
import { Folder } from './command.ts';

const STACK_TRACE = /^\s+at .*:\d+/m;
const SUITE = 'suites/mqtt/telemetry.slo.ts';
const RUBRIC = `
title: Load testing
total: 20
criteria:
  - { id: hold, title: It holds, points: 10, slo: { suite: ${SUITE}, metrics: all } }
  - { id: told, title: It is told, points: 4, file: { path: mqtt-results.md, parts: [{ section: Analysis, paragraphs: 1 }] } }
  - { id: writing, title: It reads well, points: 6, human: the whole }
`;

/** A folder with a rubric and the results of a run, as tidemark writes them, in `hand-in` or elsewhere. */
async function handedIn(...submissions: readonly string[]): Promise<Folder> {
  const folder = new Folder({ 'rubric.yaml': RUBRIC });
  for (const name of submissions.length > 0 ? submissions : ['hand-in']) {
    const cells = [cellOf({ clients: 500, qos: 1, verdict: 'pass', medianMs: 1 })];
    // Nobody's run is to the last digit that of somebody else.
    const results = { ...resultsOf(cells), command: `npx tidemark run --out ${name}` };
    await (await openResults(join(folder.path, name))).write(results);
    await writeReports(results, join(folder.path, name));
  }
  return folder;
}
const grade = (folder: Folder, ...more: readonly string[]) =>
  folder.run('grade', 'rubric.yaml', '--results', 'hand-in', ...more);
const edit = (folder: Folder, name: string, from: RegExp, to: string): void => {
  const path = join(folder.path, name);
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(path, text.replace(from, to));
};

test('a grade is written as Markdown and JSON, and few points are no failure', async () => {
  const folder = await handedIn();
  const { code, stdout, stderr } = await grade(folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain("Load testing, hand-in: 14 of 14 points by measure, 6 more are the grader's");
  expect(stdout).toContain('hand-in/grade.md');
  expect(folder.read('hand-in/grade.md')).toContain('](mqtt-results.md#service-level-objectives)');
  expect(JSON.parse(folder.read('hand-in/grade.json'))).toMatchObject({
    version: 1,
    points: 14,
    total: 20,
    files: [{ name: 'mqtt-results.json', content: 'as written', report: { kind: 'follows' } }],
  });
});

test('--out names the file; links lead back to the submission; the box filled in there stays', async () => {
  const folder = await handedIn();
  mkdirSync(join(folder.path, 'grades'));
  await grade(folder, '--out', 'grades/one.md');
  expect(folder.read('grades/one.md')).toContain('](../hand-in/mqtt-results.md#analysis)');
  expect(existsSync(join(folder.path, 'grades/one.json'))).toBe(true);
  edit(folder, 'grades/one.md', /(\| writing +\| +)____/, '$15');
  await grade(folder, '--out', 'grades/one.md');
  expect(folder.read('grades/one.md')).toContain('14 + 5 = **19 of 20**');
});

test('a figure edited in the results: what rests on them is withheld', async () => {
  const folder = await handedIn();
  edit(folder, 'hand-in/mqtt-results.json', /"ok": true/, '"ok" : true');
  expect((await grade(folder)).stdout).toContain('14 of 14 points');
  edit(folder, 'hand-in/mqtt-results.json', /"marginPercent": [\d.]+/, '"marginPercent": 99.99');
  const { code, stdout } = await grade(folder);
  expect(code).toBe(0);
  expect(stdout).toContain('0 of 14 points by measure');
  expect(stdout).toMatch(/0 of +10 +hold \(10 withheld\)/);
  expect(folder.read('hand-in/grade.md')).toContain('mqtt-results.json was changed after it was written');
});

test('a figure edited in the report: what rests on the report is withheld; words of their own are not', async () => {
  const folder = await handedIn();
  edit(folder, 'hand-in/mqtt-results.md', /## Analysis/, '## Analysis\n\nWe looked at this for long.');
  await grade(folder);
  expect(folder.read('hand-in/grade.md')).toContain('follows from it; 1 line of their own');
  edit(folder, 'hand-in/mqtt-results.md', /All of the 2,667/, 'All of the 9,999');
  const { stdout } = await grade(folder);
  expect(stdout).toMatch(/0 of +4 +told \(4 withheld\)/);
  expect(stdout).toMatch(/10 of +10 +hold/);
});

test('--key: signed results count, others are withheld', async () => {
  const folder = await handedIn();
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder.path, stdio: 'pipe' });
  openssl('genpkey', '-algorithm', 'ed25519', '-out', 'key.pem');
  openssl('pkey', '-in', 'key.pem', '-pubout', '-out', 'public.pem');
  const { stdout } = await grade(folder, '--key', 'public.pem');
  expect(stdout).toContain('0 of 14 points by measure');
  expect(folder.read('hand-in/grade.md')).toContain('mqtt-results.json is not signed');
});

test('a folder of submissions: one table, a grade each, and a broken one stops no other', async () => {
  const folder = await handedIn('all/alice', 'all/bob');
  mkdirSync(join(folder.path, 'all/carol'));
  mkdirSync(join(folder.path, 'all/dave'));
  writeFileSync(join(folder.path, 'all/dave/mqtt-results.json'), '{ "version": 7 }');
  const { code, stdout, stderr } = await folder.run('grade', 'rubric.yaml', '--results', 'all');
  expect(code).toBe(0);
  expect(stderr).toContain('carol: no file *-results.json');
  expect(stderr).toContain('dave: mqtt-results.json has version 7; required: version 1');
  expect(stdout.trim().split('\n').at(-1)).toBe('all/grade.md');
  const table = folder.read('all/grade.md');
  for (const row of [
    /\[alice\]\(alice\/grade\.md\)/,
    /\[bob\]\(bob\/grade\.md\)/,
    /carol .*–/,
    /dave .*version 7/,
  ]) {
    expect(table).toMatch(row);
  }
  expect(folder.read('all/alice/grade.md')).toContain('14 of 14 points');
});

describe('bad input: a message, the exit code, no stack trace, nothing written:', () => {
  const wrong = async (code: number, message: RegExp, args: string[], folder?: Folder) => {
    const where = folder ?? (await handedIn());
    const ended = await where.run('grade', ...args);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toMatch(STACK_TRACE);
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' });
    expect(existsSync(join(where.path, 'hand-in/grade.md'))).toBe(false);
  };
  const withRubric = async (from: RegExp, to: string): Promise<Folder> => {
    const folder = await handedIn();
    edit(folder, 'rubric.yaml', from, to);
    return folder;
  };
  const asUsual = ['rubric.yaml', '--results', 'hand-in'];

  test('no rubric there', () =>
    wrong(129, /none\.yaml cannot be read/, ['none.yaml', '--results', 'hand-in']));
  test('a rubric with a wrong total', async () =>
    wrong(
      129,
      /rubric\.yaml is no rubric:\n {2}line 3, total: the points .* add up to 20, not to the total of 21/,
      asUsual,
      await withRubric(/total: 20/, 'total: 21'),
    ));
  test('a rubric with an unknown suite: those there are are named', async () =>
    wrong(
      129,
      /names suites that no results have.*\n {2}hold: suites\/mqtt\/telemetri\.slo\.ts\nThere are: suites\/mqtt\/telemetry\.slo\.ts/,
      asUsual,
      await withRubric(/telemetry/, 'telemetri'),
    ));
  test('a rubric with an unknown kind of criterion', async () =>
    wrong(
      129,
      /line 5, criteria\.0: there is no "slos" here.*Did you mean "slo"/,
      asUsual,
      await withRubric(/slo:/, 'slos:'),
    ));
  test('a rubric that is no YAML', async () =>
    wrong(129, /rubric\.yaml is not YAML/, asUsual, await withRubric(/title:/, '[title:')));
  test('no --results', () => wrong(129, /--results/, ['rubric.yaml']));
  test('no results folder', () =>
    wrong(129, /--results gone: no such folder/, ['rubric.yaml', '--results', 'gone']));
  test('a key that is none', () =>
    wrong(129, /--key rubric\.yaml: a public Ed25519 key .* openssl genpkey/, [
      ...asUsual,
      '--key',
      'rubric.yaml',
    ]));
  test('a grade in the place of results', () =>
    wrong(129, /--out hand-in\/mqtt-results\.md: this is where results/, [
      ...asUsual,
      '--out',
      'hand-in/mqtt-results.md',
    ]));
  test('a sample of none', () => wrong(129, /--rerun: .*from 1/, [...asUsual, '--rerun', '0']));
  test('more points asked than there are', () =>
    wrong(129, /--at-least 15: by measure there are 14 points at most/, [...asUsual, '--at-least', '15']));

  test('an empty results folder', async () => {
    const folder = await handedIn('elsewhere');
    mkdirSync(join(folder.path, 'hand-in'));
    await wrong(
      125,
      /hand-in: no results\. Required: a file like mqtt-results\.json.*\nNothing can be graded/,
      asUsual,
      folder,
    );
  });
  test('results of another schema version', async () => {
    const folder = await handedIn();
    edit(folder, 'hand-in/mqtt-results.json', /"version": 1/, '"version": 2');
    await wrong(125, /mqtt-results\.json has version 2; required: version 1/, asUsual, folder);
  });
  test('a folder of submissions with nothing in any', async () => {
    const folder = await handedIn('elsewhere');
    mkdirSync(join(folder.path, 'hand-in/alice'), { recursive: true });
    await wrong(125, /alice: no file \*-results\.json\nNothing can be graded/, asUsual, folder);
  });
});

test('--at-least makes a gate of it', async () => {
  const folder = await handedIn();
  expect((await grade(folder, '--at-least', '14')).code).toBe(0);
  edit(folder, 'hand-in/mqtt-results.md', /## Analysis/, '## Opinion');
  expect((await grade(folder, '--at-least', '14')).code).toBe(1);
});

test('a key to sign with that is none ends with 129 before anything is run', async () => {
  const folder = await handedIn();
  const { code, stderr } = await folder.run('run', '--sign', 'rubric.yaml');
  expect(stderr).toMatch(/--sign rubric\.yaml: a private Ed25519 key/);
  expect(code).toBe(129);
});

test('the LAMPI rubric that comes with tidemark grades the LAMPI example', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folder = new Folder();
  cpSync(join(root, 'docs/examples/lampi'), join(folder.path, 'lampi'), {
    recursive: true,
    dereference: true,
  });
  cpSync(join(root, 'suites'), join(folder.path, 'suites'), { recursive: true });
  const { code, stdout } = await folder.run(
    'grade',
    join(root, 'docs/rubrics/lampi.yaml'),
    '--results',
    'lampi',
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/10 of +10 +mqtt-hunt/);
  expect(stdout).toMatch(/10 of +10 +mqtt-model/);
  expect(stdout).not.toContain('withheld');
});
