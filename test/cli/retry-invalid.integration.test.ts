import { expect, test } from 'vitest';
import { Folder, ready, UNOBSERVED } from './command.ts';

/** A test whose agents stand still for most of the time in its first so many attempts. */
const disturbed = (attempts: number, promise: string): string => `
import { readFileSync } from 'node:fs';
import { expect, slo, test } from 'tidemark';
const promise = slo(${promise});
const children = () => readFileSync('/proc/' + process.pid + '/task/' + process.pid + '/children', 'utf8').split(' ').filter(Boolean);
const isAgent = (pid) => readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes('/load/');
const signal = (name) => {
  for (const pid of children()) {
    try {
      if (isAgent(pid)) process.kill(Number(pid), name);
    } catch {} // it has ended meanwhile
  }
};
let attempt = 0;
test('small', async ({ broker, load }) => {
  attempt++;
  const still = attempt <= ${attempts} && setInterval(() => {
    signal('SIGSTOP');
    setTimeout(signal, 250, 'SIGCONT');
  }, 300);
  try {
    expect(await load.mqtt({
      target: broker,
      groups: { devices: { clients: 5, publish: { topic: 'd/{client}', payload: '100B', qos: 1, every: '20ms' } } },
      measure: '1s',
      drain: '1s',
    })).toMeet(promise);
  } finally {
    clearInterval(still);
  }
});
`;

/** The same with loads made up: in its first so many attempts the generator was late. */
const late = (attempts: number, promise: string): string =>
  ready(`
import { expect, readyLoad, slo, test } from 'tidemark';
const promise = slo(${promise});
let attempt = 0;
test('small', async ({ cell }) => {
  const answers = ++attempt <= ${attempts} ? { ms: 250, lagMs: 240 } : {};
  expect(await readyLoad(cell, answers).mqtt({
    groups: { devices: { clients: 5, publish: { topic: 'd/{client}', payload: '100B', qos: 1, every: '20ms' } } },
    measure: '1s',
  })).toMeet(promise);
});
`);

/** Agents that stand still make it about 230 ms. */
const FAST = `{ 'publish.ack.p90': '< 150ms' }`;

test.concurrent('a test the generator disturbed is measured again, and says so in its results', async () => {
  const folder = new Folder({ 'a.slo.ts': disturbed(1, FAST) }, UNOBSERVED);
  const { code, stdout, stderr } = await folder.run('run', '--retry-invalid', '2');
  expect(stderr).toMatch(/^small: measuring again \(2 of 3\): invalid: publish\.ack\.p90 /m);
  expect(stdout).toMatch(/^PASS {4}small/);
  expect(stdout).toMatch(/note: attempt 1 is not counted: invalid: publish\.ack\.p90 /);
  expect(stdout).toContain('1 passed, 0 failed, 0 invalid.');
  expect(code, stdout + stderr).toBe(0);
  const { cells } = folder.results();
  expect(cells).toMatchObject([{ verdict: 'pass', reasons: [], slo: [{ verdict: 'pass' }], runs: [{}] }]);
  expect(folder.read('results/mqtt-results.md')).toContain('attempt 1 is not counted');
});

test.concurrent('one that is disturbed each time is invalid', async () => {
  const folder = new Folder({ 'a.slo.ts': late(2, FAST) }, UNOBSERVED);
  const { code, stdout, stderr } = await folder.run('run', '--retry-invalid', '1');
  expect(stdout.match(/^INVALID small/gm)).toHaveLength(1);
  expect(stdout).toContain('0 passed, 0 failed, 1 invalid.');
  expect(code, stdout + stderr).toBe(125);
});

test.concurrent('without being asked for, nothing is measured again', async () => {
  const folder = new Folder({ 'a.slo.ts': late(1, FAST) }, UNOBSERVED);
  const { code, stderr } = await folder.run('run');
  expect(stderr).not.toContain('measuring again');
  expect(code).toBe(125);
});

test.concurrent.for([
  ['a breach beside a disturbance', late(9, `{ 'publish.ack.p90': '< 60ms', sent: '< 1' }`), 1],
  ['a mistake in the test', `import { test } from 'tidemark';\ntest('t', () => { undefined.p99; });`, 125],
] as const)('%s is measured once', async ([_, text, expected]) => {
  const folder = new Folder({ 'a.slo.ts': text }, UNOBSERVED);
  const { code, stdout, stderr } = await folder.run('run', '--retry-invalid', '2');
  expect(stderr).not.toContain('measuring again');
  expect(code, stdout + stderr).toBe(expected);
});
