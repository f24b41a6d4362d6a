import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { proveFolder, writeResults } from '../../saved/results-file.ts';
import { Folder } from './command.ts';
import { edit, grade, handedIn, publicPem, STACK_TRACE } from './handed-in.ts';
import { lampiHandIn } from './lampi-hand-in.ts';

test('a grade is written as Markdown and JSON, and few points are no failure', async () => {
  const folder = await handedIn();
  // As a process of its own.
  const { code, stdout, stderr } = await folder.start('grade', 'rubric.yaml', '--results', 'hand-in').ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain("Load testing, hand-in: 14 of 14 points by measure, 6 more are the grader's");
  expect(stdout).toContain('hand-in.grade.md');
  expect(folder.read('hand-in.grade.md')).toContain('](hand-in/mqtt-results.md#service-level-objectives)');
  expect(JSON.parse(folder.read('hand-in.grade.json'))).toMatchObject({
    version: 1,
    points: 14,
    total: 20,
    files: [{ name: 'mqtt-results.json', content: 'as written', report: { kind: 'follows' } }],
  });
});

test('--out names the file; links lead back to the submission; the box filled in there stays and counts', async () => {
  const folder = await handedIn();
  mkdirSync(join(folder.path, 'grades'));
  await grade(folder, '--out', 'grades/one.md');
  expect(folder.read('grades/one.md')).toContain('](../hand-in/mqtt-results.md#analysis)');
  expect(existsSync(join(folder.path, 'grades/one.json'))).toBe(true);
  edit(folder, 'grades/one.md', /(\| writing +\| +)____/, '$15');
  const { code, stdout, stderr } = await grade(folder, '--out', 'grades/one.md', '--at-least', '19');
  expect(code).toBe(0);
  expect(stderr).toBe('hand-in: 5 of 6 for writing taken over from grades/one.md\n');
  expect(stdout).toContain('14 of 14 points by measure, 5 of 6 by the grader, in all 19 of 20');
  expect(stdout).toMatch(/ 5 of +6 +writing/);
  expect(folder.read('grades/one.md')).toContain('14 + 5 = **19 of 20**');
  expect(JSON.parse(folder.read('grades/one.json'))).toMatchObject({ points: 14, given: 5, open: 0 });
  expect((await grade(folder, '--out', 'grades/one.md', '--at-least', '19.5')).code).toBe(1);
});

test("a grade that was handed in gives no points: what is the grader's stands beside the submission", async () => {
  const folder = await handedIn();
  expect((await grade(folder, '--out', 'hand-in.grade.md')).code).toBe(0);
  const claimed = folder.read('hand-in.grade.md').replace(/(\| writing +\| +)____/, '$16');
  writeFileSync(join(folder.path, 'hand-in/grade.md'), claimed);
  writeFileSync(join(folder.path, 'hand-in/hand-in.grade.md'), claimed);
  const { stdout, stderr } = await grade(folder);
  expect(stdout).toContain("14 of 14 points by measure, 6 more are the grader's");
  expect(stderr).toBe('');
  expect(folder.read('hand-in/grade.md')).toBe(claimed);
});

test('a report whose results file is not there, or is damaged, earns nothing, whatever is written in it', async () => {
  const folder = await handedIn();
  const other = { ...JSON.parse(folder.read('hand-in/mqtt-results.json')), command: 'another' };
  await proveFolder(join(folder.path, 'other'));
  await writeResults(join(folder.path, 'other'), other);
  cpSync(join(folder.path, 'other/mqtt-results.json'), join(folder.path, 'hand-in/other-results.json'));
  for (const harm of [
    () => writeFileSync(join(folder.path, 'hand-in/mqtt-results.json'), '{'),
    () => rmSync(join(folder.path, 'hand-in/mqtt-results.json')),
  ]) {
    harm();
    const { stdout } = await grade(folder);
    expect(stdout).toMatch(/0 of +4 +told \(4 withheld\)/);
    expect(folder.read('hand-in.grade.md')).toContain('There is no mqtt-results.json that can be read');
  }
});

test('of a report, the figures that follow from its results count, and no table written above them', async () => {
  const folder = await handedIn();
  const machine =
    "told, points: 4, title: T, file: { path: ./mqtt-results.md, parts: [{ section: 'CPU, disk and network', sar: 3 }] } }";
  edit(folder, 'rubric.yaml', /told, .*/, machine);
  const rows = ['a', 'b', 'c'].map((point) => `| ${point} | 1 | 1 | 1 |`).join('\n');
  const invented = `## CPU, disk and network\n\n| point | CPU | disk | network |\n|--|--|--|--|\n${rows}\n\n## Analysis`;
  edit(folder, 'hand-in/mqtt-results.md', /## Analysis/, invented);
  expect((await grade(folder)).stdout).toMatch(/0 of +4 +told: /);
  expect(folder.read('hand-in.grade.md')).toContain('as it follows from the results (there are 0)');
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
  expect(folder.read('hand-in.grade.md')).toContain('mqtt-results.json was changed after it was written');
});

test('a figure edited in the report: what rests on the report is withheld; words of their own are not', async () => {
  const folder = await handedIn();
  edit(folder, 'hand-in/mqtt-results.md', /## Analysis/, '## Analysis\n\nWe looked at this for long.');
  await grade(folder);
  expect(folder.read('hand-in.grade.md')).toContain('follows from it; 1 line of their own');
  edit(folder, 'hand-in/mqtt-results.md', /All 2,667/, 'All 9,999');
  const { stdout } = await grade(folder);
  expect(stdout).toMatch(/0 of +4 +told \(4 withheld\)/);
  expect(stdout).toMatch(/10 of +10 +hold/);
});

test('--key: signed results count, others are withheld', async () => {
  const folder = await handedIn();
  folder.write({ 'public.pem': publicPem(generateKeyPairSync('ed25519').publicKey) });
  const { stdout } = await grade(folder, '--key', 'public.pem');
  expect(stdout).toContain('0 of 14 points by measure');
  expect(folder.read('hand-in.grade.md')).toContain('mqtt-results.json is not signed');
});

test('a folder of submissions: one table, a grade each, and a broken one stops no other', async () => {
  const folder = await handedIn('all/one', 'all/two');
  mkdirSync(join(folder.path, 'all/three'));
  mkdirSync(join(folder.path, 'all/four'));
  writeFileSync(join(folder.path, 'all/four/mqtt-results.json'), '{ "version": 7 }');
  const { code, stdout, stderr } = await folder.run('grade', 'rubric.yaml', '--results', 'all');
  expect(code).toBe(0);
  expect(stderr).toContain('three: no file *-results.json');
  expect(stderr).toContain('four: mqtt-results.json has version 7; required: version 1');
  expect(stdout.trim().split('\n').at(-1)).toBe('all/grade.md');
  const table = folder.read('all/grade.md');
  for (const row of [
    /\[one\]\(one\.grade\.md\)/,
    /\[two\]\(two\.grade\.md\)/,
    /three .*–/,
    /four .*version 7/,
  ]) {
    expect(table).toMatch(row);
  }
  expect(folder.read('all/one.grade.md')).toContain('14 of 14 points');
  edit(folder, 'all/one.grade.md', /(\| writing +\| +)____/, '$15.5');
  await folder.run('grade', 'rubric.yaml', '--results', 'all');
  expect(folder.read('all/grade.md')).toMatch(/\| \[one\][^|]*\| +19\.5 \|.*\| +5\.5 \|/);
  const taken = await folder.run('grade', 'rubric.yaml', '--results', 'all', '--out', 'all/one.grade.md');
  expect(taken.code).toBe(129);
  expect(taken.stderr).toMatch(/one\.grade\.md would be overwritten/);
});

test('a submission that cannot be read is in the table with the reason', async () => {
  const folder = await handedIn('all/one', 'all/two');
  symlinkSync('nowhere', join(folder.path, 'all/three'));
  mkdirSync(join(folder.path, 'all/four/mqtt-results.json'), { recursive: true });
  const { code, stdout, stderr } = await folder.run('grade', 'rubric.yaml', '--results', 'all');
  expect(code).toBe(0);
  expect(stderr).not.toMatch(STACK_TRACE);
  expect(stderr).toContain(
    'three: it is a link, which may lead to the work of somebody else; a folder is required',
  );
  expect(stdout).toContain('Load testing, one: 14 of 14');
  for (const row of [/three .*is a link/, /four .*mqtt-results\.json is a folder/]) {
    expect(folder.read('all/grade.md')).toMatch(row);
  }
});

test('where a folder has the place of a grade or of the table, they get the next name', async () => {
  const folder = await handedIn('all/one', 'all/two.grade.md', 'all/two', 'all/grade.json');
  const again = () => folder.run('grade', 'rubric.yaml', '--results', 'all');
  const { code, stdout } = await again();
  expect(code).toBe(0);
  expect(stdout.match(/14 of 14/g)).toHaveLength(4);
  expect(stdout).toMatch(/^all\/grade-2\.md$/m);
  expect(folder.read('all/grade-2.md')).toContain('(two.grade-2.md)');
  edit(folder, 'all/two.grade-2.md', /(\| writing +\| +)____/, '$15.5');
  await again();
  expect(folder.read('all/grade-2.md')).toContain('19.5');
});

test('of several, one grade that cannot be written is reported before anything is measured for it', async () => {
  const long = 'n'.repeat(250);
  const folder = await handedIn('all/one', `all/${long}`);
  const { code, stdout, stderr } = await folder.run('grade', 'rubric.yaml', '--results', 'all', '--rerun');
  expect(code).toBe(125);
  expect(stderr).toMatch(/n{250}: all\/n{250}\.grade\.md cannot be written: ENAMETOOLONG/);
  expect(stderr.match(/measuring again/g)).toHaveLength(1);
  expect(stdout).toContain('Load testing, one: 14 of 14');
  expect(folder.read('all/grade.md')).toMatch(/n{250}.*cannot be written/);
});

test('--at-least says 125 where something could not be read, and 1 where what was read is too little', async () => {
  const folder = await handedIn('all/one');
  const atLeast = async () =>
    (await folder.run('grade', 'rubric.yaml', '--results', 'all', '--at-least', '14')).code;
  expect(await atLeast()).toBe(0);
  mkdirSync(join(folder.path, 'all/two'));
  expect(await atLeast()).toBe(125);
  edit(folder, 'all/one/mqtt-results.md', /## Analysis/, '## Opinion');
  expect(await atLeast()).toBe(1);
  writeFileSync(join(folder.path, 'all/one/http-results.json'), '{');
  expect(await atLeast()).toBe(125);
});

test('a suite of the rubric that nobody handed in is a note and earns nothing', async () => {
  const folder = await handedIn();
  edit(folder, 'rubric.yaml', /total: 20/, 'total: 21');
  const more = `  - { id: site, title: The site, points: 1, slo: { suite: suites/http/users.slo.ts } }\n`;
  folder.write({ 'rubric.yaml': folder.read('rubric.yaml') + more });
  const { code, stdout, stderr } = await grade(folder);
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /names suites that are neither in the results nor below.*\n {2}site: suites\/http\/users\.slo\.ts\n/,
  );
  expect(stdout).toContain('14 of 15 points by measure');
});

test('--at-least makes a gate of it', async () => {
  const folder = await handedIn();
  expect((await grade(folder, '--at-least', '14')).code).toBe(0);
  edit(folder, 'hand-in/mqtt-results.md', /## Analysis/, '## Opinion');
  expect((await grade(folder, '--at-least', '14')).code).toBe(1);
});

test('the LAMPI rubric that comes with tidemark gives all points by measure to a whole hand-in', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folder = new Folder();
  mkdirSync(join(folder.path, 'lampi'));
  await lampiHandIn(join(folder.path, 'lampi'));
  cpSync(join(root, 'suites'), join(folder.path, 'suites'), { recursive: true });
  const { code, stdout } = await folder.run(
    'grade',
    join(root, 'docs/rubrics/lampi.yaml'),
    '--results',
    'lampi',
  );
  expect(code, stdout).toBe(0);
  expect(stdout).toContain("90 of 90 points by measure, 10 more are the grader's");
  expect(stdout).not.toContain('withheld');
});

test('the submission among the examples gets the grade that stands beside it', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folder = new Folder();
  const example = join(folder.path, 'docs/examples/grade');
  cpSync(join(root, 'docs/examples/grade'), example, { recursive: true });
  const written = readFileSync(join(example, 'grade.md'), 'utf8');
  rmSync(join(example, 'grade.md'));
  const { code, stdout } = await folder.run(
    'grade',
    'docs/examples/grade/rubric.yaml',
    '--results',
    'docs/examples/grade/hand-in',
    '--out',
    'docs/examples/grade/grade.md',
  );
  expect(code, stdout).toBe(0);
  expect(readFileSync(join(example, 'grade.md'), 'utf8')).toBe(written);
});
