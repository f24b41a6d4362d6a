/** A gate that cannot fail is a defect: each of these is one that has to be red, and to say which red. */
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Folder, ready, readySuite, smallTest, suite, UNOBSERVED } from './command.ts';

const MET = `{ lost: '= 0' }`;
const BREACHED = `{ 'publish.ack.p50': '< 1us' }`;

const inTest = (body: string): string => `import { describe, expect, test } from 'tidemark';\n${body}`;

/** Of several obstacles the exit code is 125 only where each of them says 125: breaches and wrong usage come first. */
test.concurrent('a broken build is 125, never a breach, and puts no load on anything', async () => {
  const broken = {
    'no-typescript': ['import { test } from "tidemark"; test(', /no-typescript\.slo\.ts: /],
    'no-import': ['import "./nowhere.ts";', /no-import\.slo\.ts: .*nowhere/],
    'no-package': ['import "no-such-package";', /no-package\.slo\.ts: .*no-such-package/],
    throws: ['throw new Error("no configuration");', /throws\.slo\.ts: no configuration/],
    'nobody-waits': ['void Promise.reject(new Error("adrift"));', /adrift/],
    'no-test': ['export {};', /no-test\.slo\.ts: .*[Nn]o test/],
  } as const;
  const files = Object.entries(broken).map(([name, [text]]) => [`${name}.slo.ts`, text]);
  const folder = new Folder({ ...Object.fromEntries(files), 'right.slo.ts': suite(BREACHED) }, UNOBSERVED);
  const { code, stdout, stderr } = await folder.run('run');
  for (const [, message] of Object.values(broken)) expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: 125, stdout: '' });
  expect(readdirSync(`${folder.path}/results`)).not.toContain('mqtt-results.json');
  // A red gate shows in JUnit, too.
  const junit = folder.read('results/junit.xml');
  for (const [name] of files)
    expect(junit).toMatch(new RegExp(`<testsuite name="${name}" [^>]* failures="1"`));
  expect(junit).toContain('<error message="adrift"');
});

describe.concurrent('a target that is not there is 125, never a breach:', () => {
  test.for([
    ['no Docker', ['--broker', 'container'], { DOCKER_HOST: 'tcp://127.0.0.1:9' }, /container/],
    ['a broker that ends at once', ['--broker', 'exec:false'], {}, /next step/],
    ['an image that does not exist', ['--broker', 'container:127.0.0.1:9/none:1'], {}, /next step|container/],
    [
      'a part that CI requires',
      ['--broker', 'container'],
      { DOCKER_HOST: 'tcp://127.0.0.1:9', TIDEMARK_REQUIRE: 'docker' },
      /docker/i,
    ],
  ] as const)('%s', async ([_, args, environment, message]) => {
    const folder = new Folder({ 'a.slo.ts': suite(BREACHED) }, environment);
    const { code, stdout, stderr } = await folder.run('run', ...args);
    expect(stdout + stderr).toMatch(message);
    expect(stdout + stderr).not.toMatch(/^\s+at .*:\d+/m);
    expect(folder.results().cells).toMatchObject([{ verdict: 'invalid' }]);
    expect(code, stdout + stderr).toBe(125);
  });

  test('a site that ends at once', async () => {
    const folder = new Folder({
      'a.slo.ts': inTest(`test('t', ({ site }) => { expect(site.kind).toBe('none'); });`),
    });
    const { code, stdout, stderr } = await folder.run('run', '--site', 'exec:false');
    expect(code, stdout + stderr).toBe(125);
  });
});

describe.concurrent('a measurement that proves nothing is 125, never a pass or a breach:', () => {
  test('too few samples, what was not measured, nothing asserted, a hook that throws, a group without tests', async () => {
    const text = ready(`
import { describe, expect, slo, test } from 'tidemark';
${smallTest('few', `slo({ 'publish.ack.p99': '< 1us' })`)}
${smallTest('unmeasured', `slo({ 'http.p99': '< 1s' })`)}
${smallTest('unoffered', `slo({ 'publish.rate': '>= 5000/s' })`)}
test('thrown', () => { undefined.p99; });
describe.concurrent('d', () => { test.beforeAll(() => { throw new Error('no db'); }); test('t', () => {}); });
describe.concurrent('empty', () => {});
describe('hooked', () => {
  test.beforeEach(() => { expect(process.env.NOWHERE).toBeDefined(); });
  test('t', () => {});
});
`);
    const folder = new Folder({ 'a.slo.ts': text }, UNOBSERVED);
    const { code, stdout, stderr } = await folder.run('run');
    const said = stdout + stderr;
    expect(said).toMatch(/few [\s\S]*p99 needs 1,000 messages/);
    expect(said).toMatch(/unmeasured [\s\S]*HTTP runs/);
    expect(said).toMatch(/unoffered [\s\S]*does not offer/);
    expect(said).toMatch(/thrown[\s\S]*undefined/);
    expect(said).toMatch(/d: no db/);
    expect(said).toContain('No test found in suite empty');
    expect(said).toMatch(/hooked > t[\s\S]*(toBeDefined|undefined)/);
    const verdicts = folder.results().cells.map(({ title, verdict }) => [title, verdict]);
    expect(Object.fromEntries(verdicts), said).toEqual({
      few: 'invalid',
      unmeasured: 'invalid',
      unoffered: 'invalid',
      thrown: 'invalid',
      'hooked > t': 'invalid',
    });
    expect(code, said).toBe(125);
  });

  test.for([
    ['a test process that dies', inTest(`test('t', () => { process.kill(process.pid, 'SIGKILL'); });`), /./],
    [
      'an assertion outside of any test',
      inTest(`import { strict } from 'node:assert';\nstrict(process.env.NOWHERE);\ntest('t', () => {});`),
      /NOWHERE|falsy/,
    ],
    [
      'an assertion about a run that is invalid',
      // More than any machine has room for.
      suite(MET, 10_000_000).replace('(result).toMeet(promise)', `(result.run.status).toBe('measured')`),
      /to be 'measured'.*\n.*open files: [\d,]+ required/,
    ],
    ['every test skipped', inTest(`test.skip('t', () => {});`), /0 passed/],
  ] as const)('%s', async ([_, text, message]) => {
    const { code, stdout, stderr } = await new Folder({ 'a.slo.ts': text }, UNOBSERVED).run('run');
    expect(stdout + stderr).toMatch(message);
    expect(code, stdout + stderr).toBe(125);
  });

  test.for([
    ['cells', readySuite(`{ 'publish.ack.p99': '< 1s' }`)],
    [
      'a hook',
      inTest(
        `describe.concurrent('d', () => { test.beforeAll(() => { throw new Error('no'); }); test('t', () => {}); });`,
      ),
    ],
  ] as const)('also %s beside cells that pass', async ([_, other]) => {
    const folder = new Folder({ 'a.slo.ts': readySuite(MET), 'b.slo.ts': other }, UNOBSERVED);
    expect((await folder.run('run')).code).toBe(125);
  });
});

describe.concurrent('a breach is 1, whatever else happened:', () => {
  test.for([
    ['beside a test that could not be judged', inTest(`test('t', () => { undefined.p99; });`)],
    [
      'beside a file whose broker is absent',
      suite(MET)
        .replace('slo, test', 'slo, test as base')
        .replace(
          'const promise',
          "const test = base.override('brokerOptions', { choice: 'mqtt://127.0.0.1:9' });\nconst promise",
        ),
    ],
  ] as const)('%s', async ([_, other]) => {
    const folder = new Folder({ 'a.slo.ts': readySuite(BREACHED), 'b.slo.ts': other }, UNOBSERVED);
    const { code, stdout, stderr } = await folder.run('run');
    expect(code, stdout + stderr).toBe(1);
  });

  test('also where results/ is that of an earlier run that passed', async () => {
    const folder = new Folder({ 'a.slo.ts': readySuite(MET) }, UNOBSERVED);
    expect((await folder.run('run')).code).toBe(0);
    folder.write({ 'a.slo.ts': readySuite(BREACHED) });
    expect((await folder.run('run')).code).toBe(1);
    folder.write({ 'a.slo.ts': 'import "./nowhere.ts";' });
    expect((await folder.run('run')).code).toBe(125);
    expect(folder.read('results/junit.xml')).not.toContain('name="small"');
  });
});

test.concurrent('a summary that cannot be written changes no exit code', async () => {
  const folder = new Folder(
    { 'a.slo.ts': readySuite(BREACHED) },
    { ...UNOBSERVED, GITHUB_STEP_SUMMARY: 'summary' },
  );
  mkdirSync(`${folder.path}/summary`);
  const { code, stderr } = await folder.run('run');
  expect(stderr).toContain('The summary of this step cannot be written: EISDIR');
  expect(code).toBe(1);
});

test.concurrent.for([
  [125, `{ lost: '= 0' }`],
  [1, BREACHED],
] as const)('results that can no longer be written are %i where the bound is %s', async ([code, promise]) => {
  const spoilt = `rmSync('results', { recursive: true });\n  writeFileSync('results', '');\n  expect(result)`;
  const test = `import { rmSync, writeFileSync } from 'node:fs';${readySuite(promise).replace('expect(result)', spoilt)}`;
  const folder = new Folder({ 'a.slo.ts': test }, UNOBSERVED);
  const ended = await folder.run('run');
  expect(ended.stderr).toContain('results: Cannot write results to ');
  expect(ended.stdout).toMatch(code === 1 ? /^FAIL/ : /^PASS/);
  expect(ended.code, ended.stdout + ended.stderr).toBe(code);
});

/** A device that has no room, in place of a file. */
const FULL = process.platform === 'linux' ? '/dev/full' : null;

describe.skipIf(FULL === null)(
  'on a full disk a breach is 1, and what could not be written is named:',
  () => {
    test.concurrent.for([
      ['junit.xml', 'junit.xml', readySuite(BREACHED)],
      ['the history', 'history.jsonl', readySuite(BREACHED)],
      // This one puts its load on a broker, whose log is kept.
      ['what is recorded', 'raw', suite(BREACHED)],
    ] as const)('%s', async ([_, name, text]) => {
      const folder = new Folder({ 'a.slo.ts': text });
      mkdirSync(`${folder.path}/results`);
      symlinkSync(FULL!, `${folder.path}/results/${name}`);
      // As a process of its own: vitest leaves open the file of JUnit that it cannot write.
      const { code, stdout, stderr } = await folder.start('run').ended;
      expect(stdout + stderr).toContain(name);
      expect(stdout + stderr).not.toContain('unexpected error');
      expect(stderr).not.toMatch(/^\s+at .*:\d+/m);
      expect(stdout).toMatch(/^FAIL/m);
      expect(folder.results().cells).toMatchObject([
        { verdict: 'fail', runs: [{ result: { status: 'measured' } }] },
      ]);
      expect(stdout).toContain('results/mqtt-results.md');
      expect(code, stdout + stderr).toBe(1);
    });
  },
);
