import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { Folder, loaded, readySuite, suite, tellingOfLoad, UNOBSERVED } from './command.ts';
import type { Ended } from './in-process.ts';

const MET = `{ lost: '= 0', 'connect.failed': '= 0' }`;
/** A load that is made up, for what is not about one. */
const IDLE = readySuite(MET);
const BREACHED = `{ lost: '= 0', 'publish.ack.p50': '< 1us' }`;

describe.concurrent('the exit code of the process', () => {
  test('is 0 when every SLO is met; results and reports are written and named', async () => {
    const folder = new Folder({ 'a.slo.ts': suite(MET) });
    const { code, stdout, stderr } = await folder.start('run').ended;
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain('All SLOs met. 1 passed, 0 failed, 0 invalid.');
    expect(stdout).toContain('results/mqtt-results.md');
    expect(folder.results()).toMatchObject({
      interrupted: false,
      command: 'npx tidemark run --broker embedded',
      cells: [{ suite: 'a.slo.ts', title: 'small', parameters: {}, verdict: 'pass', slo: [{}, {}] }],
    });
    expect(folder.results().cells[0]?.metrics.sent?.value).toBeGreaterThan(40);
    expect(folder.read('results/mqtt-results.md')).toContain('small');
    expect(folder.read('results/history.jsonl').trim().split('\n')).toHaveLength(1);
    expect(folder.read('results/junit.xml')).toContain('tests="1"');
  });

  test('is 1 when an SLO is breached, and the others are judged all the same', async () => {
    const folder = new Folder({ 'a.slo.ts': suite(BREACHED), 'b.slo.ts': readySuite(MET) }, UNOBSERVED);
    const { code, stdout } = await folder.start('run').ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/fail +publish\.ack\.p50 .* ms, required < 1 us/);
    expect(folder.results().cells.map(({ verdict }) => verdict)).toEqual(['fail', 'pass']);
  });

  test('is 125 when the broker cannot be reached: the message says what to do', async () => {
    const folder = new Folder({ 'a.slo.ts': suite(MET) });
    const { code, stdout, stderr } = await folder.start('run', '--broker', 'mqtt://127.0.0.1:9').ended;
    expect(stdout + stderr).toMatch(/required .*127\.0\.0\.1:9[\s\S]*next step/);
    expect(stdout + stderr).not.toMatch(/^\s+at .*:\d+/m);
    expect(folder.results().cells).toMatchObject([{ verdict: 'invalid', runs: [] }]);
    expect(code).toBe(125);
  });
});

describe.concurrent('the temporary folder', () => {
  const STAYS = `
import { test } from 'tidemark';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
test('t', async () => {
  const modes = readdirSync(tmpdir()).map((name) => statSync(tmpdir() + '/' + name).mode & 0o077);
  writeFileSync('modes.json', JSON.stringify(modes));
  if (process.env.STAYS) await new Promise((resolve) => setTimeout(resolve, 60_000));
});
`;

  test('has what was made of test files for nobody else to read, and nothing of it once the run is over', async () => {
    const folder = new Folder({ 'a.slo.ts': STAYS }, { ...UNOBSERVED, TMPDIR: temporaryFolder('own-') });
    await folder.start('run', '--measure-only').ended;
    const modes = JSON.parse(folder.read('modes.json'));
    expect(modes.length).toBeGreaterThan(0);
    expect(modes.filter((mode: number) => mode !== 0)).toEqual([]);
    expect(readdirSync(folder.environment.TMPDIR!)).toEqual([]);
  });

  test('of a run that was killed is cleared by the next one', async () => {
    const environment = { ...UNOBSERVED, TMPDIR: temporaryFolder('own-'), STAYS: '1' };
    const folder = new Folder({ 'a.slo.ts': STAYS, 'b.slo.ts': suite(MET) }, environment);
    const { process: run, ended } = folder.start('run', '--measure-only', 'a.slo.ts');
    while (!existsSync(`${folder.path}/modes.json`)) await sleep(20);
    process.kill(-run.pid!, 'SIGKILL');
    await ended;
    expect(readdirSync(environment.TMPDIR)).not.toEqual([]);
    await folder.start('run', 'b.slo.ts').ended;
    await expect.poll(() => readdirSync(environment.TMPDIR)).toEqual([]);
  });
});

describe.concurrent('a test without a load', () => {
  test('that has a defect is 125 with its stack', async () => {
    const folder = new Folder({
      'a.slo.ts': `import { test } from 'tidemark'; test('t', () => { throw new TypeError('mistake'); });`,
    });
    const { code, stderr } = await folder.run('run');
    expect(stderr).toMatch(/mistake[\s\S]*at .*a\.slo\.ts:1/);
    expect(code).toBe(125);
  });

  test('whose ordinary expectation is not met is 1', async () => {
    const folder = new Folder({
      'a.slo.ts': `import { expect, test } from 'tidemark'; test('t', () => { expect(1).toBe(2); });`,
    });
    expect((await folder.run('run')).code).toBe(1);
  });
});

describe.concurrent('which files run', () => {
  const files = { 'a.slo.ts': IDLE, 'b.slo.ts': IDLE, 'c.test.ts': 'throw new Error();' };

  test('a file named is run alone, wherever it lies', async () => {
    const folder = new Folder(files);
    const { code } = await folder.run('run', 'b.slo.ts');
    expect(folder.results().cells.map(({ suite }) => suite)).toEqual(['b.slo.ts']);
    expect(code).toBe(0);
  });

  test('a pattern picks tests; when it fits none nothing is judged', async () => {
    const { code, stdout, stderr } = await new Folder(files).run('run', '-t', 'big');
    expect(stderr).toContain('No test matched -t big (of 2).');
    expect(code, stdout).toBe(125);
  });
});

test.concurrent('a matrix runs every cell of the axes given, also after one that fails', async () => {
  const folder = new Folder({
    'a.slo.ts': `
import { expect, sweep } from 'tidemark';
sweep('m', { clients: [500], qos: [0, 1] }, async (cell, context) => {
  const { broker, load } = context;
  expect(typeof load.mqtt).toBe('function');
  expect(broker.kind).toBe('embedded');
  expect(cell).not.toEqual({ clients: 7, qos: 0 });
});`,
  });
  const { code } = await folder.run('matrix', '--clients', '7,8', '--measure-only');
  expect(folder.results().cells.map(({ parameters, verdict }) => ({ ...parameters, verdict }))).toEqual([
    { clients: 7, qos: 0, verdict: 'fail' },
    { clients: 7, qos: 1, verdict: 'pass' },
    { clients: 8, qos: 0, verdict: 'pass' },
    { clients: 8, qos: 1, verdict: 'pass' },
  ]);
  expect(code).toBe(1);
});

test.concurrent('credentials are in nothing that is written or printed', async () => {
  const folder = new Folder({
    'a.slo.ts': `
import { expect, sweep } from 'tidemark';
sweep('m', { at: ['x'] }, (_cell, { broker }) => { expect(broker.kind).toBe('none'); });`,
  });
  const { stdout, stderr } = await folder.run(
    'matrix',
    '--at',
    'mqtt://u:hunter2@h',
    '--broker',
    'exec:x -Phunter2',
  );
  const names = readdirSync(`${folder.path}/results`);
  expect(names).toContain('junit.xml');
  const written = names.map((name) => name + folder.read(`results/${name}`));
  expect([stdout, stderr, ...written].filter((text) => text.includes('hunter2'))).toEqual([]);
  expect(folder.results().command).toBe("npx tidemark matrix --at 'mqtt://u:***@h' --broker 'exec:x -P***'");
});

test.concurrent('a reader that goes away, as head does, ends nothing', async () => {
  const folder = new Folder({ 'a.slo.ts': IDLE, 'b.slo.ts': IDLE });
  const { process: child, ended } = folder.start('run');
  child.stdout?.destroy();
  child.stderr?.destroy();
  expect((await ended).code).toBe(0);
  expect(folder.results().finishedAt).not.toBeNull();
});

describe('one run', () => {
  let folder: Folder;
  let ended: Ended;
  beforeAll(async () => {
    const talking = readySuite(MET).replace(
      'const result',
      "console.log('printed by the test');\n  const result",
    );
    folder = new Folder({ 'a.slo.ts': talking }, UNOBSERVED);
    ended = await folder.run('run', '--for', '300ms');
  });

  test('is as long as --for says', () => {
    expect(folder.results().cells[0]?.runs[0]?.result.plan.measureMs).toBe(300);
  });

  test('shows on standard error what a test prints, as it comes', () => {
    const { code, stdout, stderr } = ended;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('printed by the test\n');
    expect(stdout).not.toContain('printed by the test');
  });

  test('has a report that is rebuilt from the saved results alone', async () => {
    const written = folder.read('results/mqtt-results.md');
    const bare = new Folder({ 'mqtt-results.json': folder.read('results/mqtt-results.json') });
    const { code, stdout } = await bare.run('report', 'mqtt-results.json');
    expect(stdout).toContain('mqtt-results.md');
    expect(bare.read('mqtt-results.md')).toBe(written);
    expect(code).toBe(0);

    const saved = folder.read('results/mqtt-results.json');
    const beside = new Folder({ 'before-results.json': saved, 'mqtt-results.md': 'of another run' });
    expect((await beside.run('report', 'before-results.json')).stdout).toContain('before-results.md');
    expect(beside.read('mqtt-results.md')).toBe('of another run');

    const damaged = saved.replaceAll(/"HIST[^"]*"/g, '"HISTdamaged"');
    const broken = await new Folder({ 'mqtt-results.json': damaged }).run('report', 'mqtt-results.json');
    expect(broken.stderr).toMatch(/^tidemark: The report of mqtt-results\.json cannot be written: .*\n$/);
    expect(broken.code).toBe(129);

    rmSync(`${bare.path}/mqtt-results.md`);
    mkdirSync(`${bare.path}/mqtt-results.md`);
    const refused = await bare.run('report', 'mqtt-results.json');
    expect(refused.stderr).toMatch(
      /^tidemark: The report of mqtt-results\.json cannot be written: EISDIR.*\n$/,
    );
    expect(refused.code).toBe(129);
  });
});

function isGone(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

test.concurrent('Ctrl-C keeps finished cells, marks the running one, ends agents and broker, and exits with 130', async () => {
  const long = tellingOfLoad(
    suite(MET).replace("'small'", "'long'").replace("measure: '500ms'", "measure: '60s'"),
  );
  const folder = new Folder(
    { 'a.slo.ts': readySuite(MET), 'b.slo.ts': long, 'c.slo.ts': readySuite(MET) },
    UNOBSERVED,
  );
  const { process: child, ended } = folder.start('run');
  await loaded(folder);
  process.kill(-child.pid!, 'SIGINT');
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  expect(stdout).toContain('Interrupted');
  expect(folder.results()).toMatchObject({
    interrupted: true,
    cells: [
      { suite: 'a.slo.ts', verdict: 'pass' },
      { suite: 'b.slo.ts', verdict: 'invalid', runs: [{ result: { cause: 'interrupted' } }] },
    ],
  });
  // The last of the group may still be going.
  await vi.waitFor(() => expect(isGone(-child.pid!)).toBe(true), 10_000);
});

test.concurrent('Ctrl-C ends a run whose agent is stuck in a calculation, and the agent', async () => {
  const folder = new Folder(
    {
      'stuck.ts': `
import { writeFileSync } from 'node:fs';
export default () => {
  writeFileSync('loaded', String(process.pid));
  for (;;);
};
`,
      'a.slo.ts': `
import { test } from 'tidemark';
test('visitors look', async ({ site, load }) => {
  await load.http({ target: site, users: 2, tasks: { home: { get: '/' } }, module: 'stuck.ts', measure: '60s' });
});
`,
    },
    UNOBSERVED,
  );
  const { process: child, ended } = folder.start('run', '--site', 'embedded');
  await loaded(folder);
  process.kill(-child.pid!, 'SIGINT');
  const interruptedMs = performance.now();
  expect((await ended).code).toBe(130);
  expect(performance.now() - interruptedMs).toBeLessThan(15_000);
  await vi.waitFor(() => expect(isGone(Number(folder.read('loaded')))).toBe(true), 10_000);
});

test.concurrent('Ctrl-C while files are read starts no test', async () => {
  const folder = new Folder({
    'a.slo.ts': `
import { writeFileSync } from 'node:fs';
import { test } from 'tidemark';
writeFileSync('reading', '');
await new Promise((resolve) => setTimeout(resolve, 2000));
test.concurrent('a', () => writeFileSync('tested', ''));
`,
  });
  const { process: child, ended } = folder.start('run');
  while (!existsSync(`${folder.path}/reading`)) await sleep(50);
  process.kill(child.pid!, 'SIGINT');
  expect((await ended).code).toBe(130);
  expect(existsSync(`${folder.path}/tested`)).toBe(false);
});
