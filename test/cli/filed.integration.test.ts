/** Which results a test stands in, and what becomes of those of other runs in the folder. */
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Folder, loaded, readySuite, suite, tellingOfLoad, UNOBSERVED } from './command.ts';

const MET = `{ lost: '= 0' }`;
const BREACHED = `{ 'publish.ack.p50': '< 1us' }`;
const inTest = (body: string): string =>
  `import { expect, slo, test } from 'tidemark';\nconst promise = slo({ 'http.failed': '= 0' });\n${body}`;
const pagesOf = (site: string, task = '/'): string =>
  `await load.http({ target: ${site}, users: 1, tasks: { page: { get: '${task}' } }, measure: '1s' })`;
const NOWHERE = 'http://127.0.0.1:9';

/** Results of one run of `earlier.slo.ts`; every test that starts from some has a copy. */
let earlier: Promise<string> | null = null;
async function earlierResults(): Promise<string> {
  const folder = new Folder({ 'earlier.slo.ts': readySuite(MET) }, UNOBSERVED);
  await folder.run('run');
  return `${folder.path}/results`;
}
async function withEarlierResults(files: Readonly<Record<string, string>>): Promise<Folder> {
  const folder = new Folder(files, UNOBSERVED);
  earlier ??= earlierResults();
  cpSync(await earlier, `${folder.path}/results`, { recursive: true });
  return folder;
}

describe.concurrent('a test without any load stands with the load that it was to make:', () => {
  test.for([
    [
      'a site that cannot be reached',
      'http',
      `test('t', async ({ site, load }) => { expect(${pagesOf('site')}).toMeet(promise); });`,
    ],
    [
      'a plan that cannot be',
      'http',
      `test('t', async ({ load }) => { expect(${pagesOf(`'${NOWHERE}'`, '/{name}')}).toMeet(promise); });`,
    ],
    [
      'a target that was asked for and not loaded',
      'http',
      `test('t', async ({ startSite }) => { await startSite(); });`,
    ],
    ['a broker that was asked for and not loaded', 'mqtt', `test('t', ({ broker }) => {});`],
  ] as const)('%s', async ([_, protocol, body]) => {
    const files = { 'a.slo.ts': inTest(body) };
    const other = protocol === 'http' ? 'mqtt' : 'http';
    const folder = await (other === 'mqtt' ? withEarlierResults(files) : new Folder(files, UNOBSERVED));
    const before = other === 'mqtt' ? folder.read('results/mqtt-results.json') : null;
    const { code } = await folder.run('run', 'a.slo.ts', '--site', NOWHERE);
    expect(folder.results(protocol).cells).toMatchObject([
      { suite: 'a.slo.ts', title: 't', verdict: 'invalid', runs: [] },
    ]);
    expect(folder.read(`results/${protocol}-results.md`)).toMatch(/^\*\*invalid\*\*/m);
    if (before === null) expect(existsSync(`${folder.path}/results/${other}-results.json`)).toBe(false);
    else expect(folder.read('results/mqtt-results.json')).toBe(before);
    expect([125, 129]).toContain(code);
  });

  test('of both kinds where it asked for both', async () => {
    const folder = new Folder({ 'a.slo.ts': inTest(`test('t', ({ broker, site }) => {});`) }, UNOBSERVED);
    await folder.run('run', '--site', 'embedded');
    for (const protocol of ['mqtt', 'http'] as const)
      expect(folder.results(protocol).cells).toMatchObject([{ title: 't', verdict: 'invalid' }]);
  });

  test('in all results of the run where it asked for nothing', async () => {
    const none = inTest(`test('of nothing', () => {});`);
    const folder = new Folder(
      { 'a.slo.ts': none, 'b.slo.ts': readySuite(MET), 'c.slo.ts': inTest(`test('t', ({ site }) => {});`) },
      UNOBSERVED,
    );
    const { code, stdout } = await folder.run('run', '--site', NOWHERE);
    expect(folder.results().cells.map(({ title }) => title)).toEqual(['of nothing', 'small']);
    expect(folder.results('http').cells.map(({ title }) => title)).toEqual(['of nothing', 't']);
    expect(folder.read('results/mqtt-results.md')).toMatch(/^\*\*invalid\*\*/m);
    expect(stdout).toMatch(/^INVALID of nothing/m);
    expect(code).toBe(125);
  });

  test('in none where the run has no load at all, and earlier results stay', async () => {
    const folder = await withEarlierResults({ 'b.slo.ts': inTest(`test('of nothing', () => {});`) });
    const before = folder.read('results/mqtt-results.json');
    const { code, stdout } = await folder.run('run', 'b.slo.ts');
    expect(stdout).toMatch(/^INVALID of nothing[\s\S]*0 passed, 0 failed, 1 invalid/);
    expect(stdout).not.toContain('mqtt-results');
    expect(folder.read('results/mqtt-results.json')).toBe(before);
    expect(folder.read('results/junit.xml')).toContain('No SLO was judged');
    expect(code).toBe(125);
  });
});

describe.concurrent('a run into a folder with results', () => {
  test('of other test files of the same kind of load keeps them', async () => {
    const folder = new Folder(
      { 'red.slo.ts': readySuite(BREACHED), 'green.slo.ts': readySuite(MET) },
      UNOBSERVED,
    );
    await folder.run('run', 'red.slo.ts');
    const { stderr } = await folder.run('run', 'green.slo.ts');
    expect(folder.results().cells).toMatchObject([{ suite: 'green.slo.ts', verdict: 'pass' }]);
    const [, kept = ''] = /^Kept in (mqtt-.*-results\.json): .*1 test /m.exec(stderr) ?? [];
    expect(JSON.parse(folder.read(`results/${kept}`)).cells).toMatchObject([
      { suite: 'red.slo.ts', verdict: 'fail' },
    ]);
    expect(folder.read(`results/${kept.replace('.json', '.md')}`)).toContain('**fail**');
  });

  test('of a part of its tests keeps what it did not measure again', async () => {
    const folder = new Folder({ 'a.slo.ts': readySuite(MET), 'b.slo.ts': readySuite(MET) }, UNOBSERVED);
    await folder.run('run');
    await folder.run('run', 'a.slo.ts');
    expect(
      readdirSync(`${folder.path}/results`).filter((name) => name.endsWith('-results.json')),
    ).toHaveLength(2);
    await folder.run('run', 'a.slo.ts');
    expect(
      readdirSync(`${folder.path}/results`).filter((name) => name.endsWith('-results.json')),
    ).toHaveLength(2);
  });

  test('that another run is writing is refused before any load, and loses nothing', async () => {
    const folder = new Folder(
      { 'a.slo.ts': tellingOfLoad(suite(BREACHED).replace("'500ms'", "'3s'")), 'b.slo.ts': readySuite(MET) },
      UNOBSERVED,
    );
    const first = folder.start('run', 'a.slo.ts');
    await loaded(folder);
    // Not in its turn, which may come when the first has ended.
    const second = await folder.start('run', 'b.slo.ts').ended;
    expect(second.stderr).toMatch(/^tidemark: Another run \(process \d+\) is writing its results to .*--out/);
    expect(second).toMatchObject({ code: 129, stdout: '' });
    expect((await first.ended).code).toBe(1);
    expect(folder.results().cells).toMatchObject([{ suite: 'a.slo.ts', verdict: 'fail' }]);
  });
});

describe.concurrent('two tests of one name are refused before any load:', () => {
  const named = (name: string): string => `test('${name}', ({ broker }) => {});`;
  test.for<readonly [what: string, body: string, name: string, besideLoad?: boolean]>([
    ['beside each other, and beside a file with a load', named('same') + named('same'), 'same', true],
    [
      'in groups of one name',
      `describe('g', () => { ${named('a')} }); describe('g', () => { ${named('a')} });`,
      'g > a',
    ],
    ['of a group and of a test', `describe('g', () => { ${named('a')} }); ${named('g > a')}`, 'g > a'],
    ['of a sweep', `sweep('m', { n: [1, 2, 1] }, () => {});`, 'm, n 1'],
    ['of two sweeps', `for (const _ of [1, 2]) sweep('m', { n: [1] }, () => {});`, 'm, n 1'],
    [
      'told apart by a password alone',
      `sweep('m', { at: ['mqtt://u:a@h', 'mqtt://u:b@h'] }, () => {});`,
      'm, at mqtt://u:',
    ],
  ])('%s', async ([_, body, name, besideLoad = false]) => {
    const folder = new Folder({
      'a.slo.ts': `import { describe, sweep, test } from 'tidemark'; ${body}`,
      ...(besideLoad && { 'b.slo.ts': suite(BREACHED) }),
    });
    const { code, stdout, stderr } = await folder.run('run');
    expect(stderr).toContain(`a.slo.ts: Two tests have the same name, "${name}`);
    expect({ code, stdout }).toEqual({ code: 129, stdout: '' });
  });

  test('in two files they are two tests, and are told apart by their files', async () => {
    const folder = new Folder({ 'a.slo.ts': readySuite(MET), 'b.slo.ts': readySuite(BREACHED) }, UNOBSERVED);
    const { stdout } = await folder.run('run');
    expect(stdout).toMatch(/^PASS {4}a\.slo\.ts: small /m);
    expect(stdout).toMatch(/^FAIL {4}b\.slo\.ts: small /m);
  });
});
