import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { HttpResults } from '../../../saved/results.ts';
import { Folder, ready, saying, UNOBSERVED } from '../../cli/command.ts';

const PLAN = `
const plan = (devices) => ({
  groups: {
    devices: { clients: devices, publish: { topic: 'd/{client}', payload: '100B', qos: 1, every: '50ms' } },
    recorder: { clients: 1, subscribe: { filter: 'd/+', qos: 1 } },
  },
  measure: '500ms',
  drain: '200ms',
});
`;
/** Devices that ask for more than the embedded broker may give: the bound depends on the load alone. */
const search = (options: string, bound: string, then = '', before = '') => `
import { capacity, expect, judge, slo } from 'tidemark';
${PLAN}
capacity('how many', ${options}, async (devices, { broker, load, signal }) => {
  ${before}
  return judge(await load.mqtt({ target: broker, ...plan(devices) }), slo(${bound}));
}${then && `, ${then}`});
`;
/** The same with loads that are made up. */
const readySearch = (options: string, bound: string, then = '', answers = '{}') =>
  ready(`
import { capacity, expect, judge, readyLoad, slo } from 'tidemark';
${PLAN}
capacity('how many', ${options}, async (devices, { cell, load }) =>
  judge(await readyLoad(cell, ${answers}, load.holdMs).mqtt(plan(devices)), slo(${bound}))${then && `, ${then}`});
`);

/** A site that takes 20 ms for an answer: a machine that is busy for a moment does not double that, as drift does. */
const STEADY_SITE = `
import { createServer } from 'node:http';
createServer((request, response) => setTimeout(() => response.end('well'), 20)).listen(process.env.PORT, '127.0.0.1');
`;
/** A script, not a plain command: that would need `env`, which an unobserved run does not find. */
const STEADY = `exec:exec ${process.execPath} steady.mjs;`;
/** As many messages in twice the time. */
const longer = (text: string): string =>
  text.replace("every: '50ms'", "every: '100ms'").replace("measure: '500ms'", "measure: '1s'");
/** Ten messages of each device: 12 devices hold, 13 do not. */
/** A generator that is late by more than this keeps every load from its verdict. */
const AT_ONCE = `{ 'publish.ack.p50': '< 100ms' }`;
const UP_TO_12 = `{ lost: '= 0', sent: '<= 120' }`;

test.concurrent('a search in a test file finds the line, on one broker, and its answer is asserted', async () => {
  const folder = new Folder({
    'a.slo.ts': search(
      `{ from: 6, to: 13 }`,
      UP_TO_12,
      `(answer) => { expect(answer).toBeAtLeast(12); expect(answer).toBeAtLeast('100/s'); expect(new Set(urls).size).toBe(1); }`,
      'urls.push(broker.url);',
    ).replace('const plan', 'const urls = [];\nconst plan'),
  });
  const { code, stdout, stderr } = await folder.run('run');
  const [cell] = folder.results().cells;
  expect(cell?.capacity, stdout + stderr).toMatchObject({
    bounds: 'between',
    lower: 12,
    upper: 13,
    stop: 'width reached',
    recovery: 'recovers',
    axis: 'devices',
  });
  expect(cell?.slo.map(({ metric, verdict }) => [metric, verdict])).toEqual([
    ['capacity', 'pass'],
    ['capacity.delivered', 'pass'],
  ]);
  expect(cell?.metrics.capacity).toMatchObject({ value: 12 });
  expect(stderr).toMatch(/trial 1: 6 devices: pass[\s\S]*\(recovery\): pass[\s\S]*12 to 13 devices/);
  expect(stdout).toContain('capacity 12 to 13 devices: the bounds are as close as asked for');
  expect(folder.read('results/mqtt-results.md')).toContain('## Capacity');
  // Where sysstat is there: smallest load, highest that holds, lowest that fails.
  const sar = readdirSync(`${folder.path}/results/raw`).filter((name) => name.endsWith('.sar'));
  expect([0, 3]).toContain(sar.length);
  expect(code).toBe(0);
});

test.concurrent('the command line takes the place of the limits in the file, and the hold is judged for drift', async () => {
  const folder = new Folder({ 'a.slo.ts': readySearch(`{ from: 100, to: 4000 }`, UP_TO_12) }, UNOBSERVED);
  const args = ['--from', '2', '--to', '3', '--confirm', '3s'];
  const { code, stdout, stderr } = await folder.run('capacity', 'a.slo.ts', ...args);
  const capacity = folder.results().cells[0]?.capacity;
  const last = capacity?.trials.at(-1);
  expect(capacity, stdout + stderr).toMatchObject({ from: 2, to: 3, confirmMs: 3000 });
  expect(last?.purpose).toBe('confirm');
  expect(last?.slo.map(({ metric }) => metric)).toEqual(['lost', 'sent', 'drift']);
  expect(folder.results().cells[0]?.runs[last?.run ?? -1]?.result.plan.measureMs).toBe(3000);
  // For 500 ms both loads hold; in 3 s 3 devices send 180 messages, 2 of them 120.
  expect(capacity).toMatchObject({
    bounds: 'between',
    lower: 2,
    upper: 3,
    confirmed: true,
    recovery: 'recovers',
  });
  expect(code).toBe(0);
});

describe.concurrent('the verdict', () => {
  test('is a fail when not even the lowest load holds', async () => {
    const folder = new Folder({ 'a.slo.ts': readySearch(`{ from: 20, to: 40 }`, UP_TO_12) }, UNOBSERVED);
    const { code, stdout } = await folder.run('run');
    expect(stdout).toContain('capacity < 20 devices, required >= 20 devices');
    expect(code).toBe(1);
  });

  test('is invalid when the loads cannot be judged, whoever looks at the answer, and it is kept', async () => {
    const look = `(answer) => { if ('lower' in answer) expect(answer.lower).toBeGreaterThan(10); }`;
    const folder = new Folder(
      {
        'a.slo.ts': readySearch(`{ from: 200, to: 400 }`, AT_ONCE, look, `{ ms: 200, lagMs: 150 }`),
      },
      UNOBSERVED,
    );
    const { code, stdout } = await folder.run('run');
    expect(folder.results().cells[0]).toMatchObject({
      verdict: 'invalid',
      capacity: { bounds: 'unknown', stop: 'generator limit', trials: [{}, {}, {}] },
    });
    expect(stdout).toContain('the generator could go no further');
    expect(code).toBe(125);
  });

  test('is invalid at the first load with too few samples, and says how long to measure', async () => {
    const folder = new Folder(
      { 'a.slo.ts': readySearch(`{ from: 60, to: 400 }`, `{ 'publish.ack.p99': '< 1s' }`) },
      UNOBSERVED,
    );
    const { code, stdout } = await folder.run('run');
    expect(folder.results().cells[0]).toMatchObject({
      verdict: 'invalid',
      capacity: { bounds: 'unknown', stop: 'too few samples', trials: [{ load: 60, tooFewSamples: true }] },
    });
    expect(stdout).toContain(
      'p99 needs 1,000 messages, got 600 in 0.5 s: measure at least 1 s, or judge p95',
    );
    expect(stdout).not.toContain('generator');
    const report = folder.read('results/mqtt-results.md');
    expect(report).toContain('ended because 60 devices gave too few samples (publish.ack.p99: p99 needs');
    expect(code).toBe(125);
  });

  test('of too few samples is foretold before the load where the plan says it', async () => {
    const folder = new Folder(
      {
        'a.slo.ts': search(`{ from: 6, to: 13 }`, 'promise')
          .replace('const plan', `const promise = slo({ 'publish.ack.p99': '< 1s' });\nconst plan`)
          .replace('slo(promise)', 'promise'),
      },
      UNOBSERVED,
    );
    const { code, stdout, stderr } = await folder.run('run');
    expect(code, stdout + stderr).toBe(125);
    const foretold =
      'publish.ack.p99 cannot be judged after this load: p99 needs 1,000 messages, the plan offers at most 60 in 0.5 s: measure at least 9 s, or judge p75';
    expect(stderr.split('trial 1: ')[0]).toContain(foretold);
    expect(stderr.split(foretold)).toHaveLength(2);
  });

  test('is a usage error when the body returns no judgement', async () => {
    const folder = new Folder({
      'a.slo.ts': `import { capacity } from 'tidemark'; capacity('c', { from: 1, to: 2 }, async (n, { load }) => {});`,
    });
    const { code, stderr, stdout } = await folder.run('run');
    expect(stdout + stderr).toContain('return judge(await load.mqtt({ … }), promise)');
    expect(code).toBe(129);
  });

  test('is a usage error when the limits make no sense', async () => {
    const folder = new Folder({ 'a.slo.ts': search(`{ from: 100, to: 4000 }`, UP_TO_12) });
    const { code, stderr } = await folder.run('capacity', '--to', '50');
    expect(stderr).toContain("capacity('how many'): to: at least from (100) is required; got 50.");
    expect(code).toBe(129);
  });
});

test.concurrent('a broker that dies is tried once dead, then started again, and the search goes on', async () => {
  const folder = new Folder(
    {
      'a.slo.ts': longer(
        search(
          `{ from: 8, to: 16, width: '100%' }`,
          UP_TO_12,
          '',
          `if (devices > 12) setTimeout(() => process.kill(broker.pid, 'SIGKILL'), 1500);`,
        ),
      ),
    },
    UNOBSERVED,
  );
  const { stdout, stderr } = await folder.run('run');
  const capacity = folder.results().cells[0]?.capacity;
  expect(capacity, stdout + stderr).toMatchObject({ recovery: 'does not recover', stop: 'width reached' });
  const [died, recovery, again] = capacity?.trials.slice(2) ?? [];
  expect(died).toMatchObject({ load: 16, verdict: 'fail', targetDied: true });
  expect(recovery).toMatchObject({ load: 8, purpose: 'recovery', verdict: 'fail' });
  expect(again).toMatchObject({ load: 16, purpose: 'search', verdict: 'fail' });
  expect(stderr).toContain('died: started again');
});

test.concurrent('users of a site are searched like clients of a broker: one crowd lives through all trials', async () => {
  const folder = new Folder(
    {
      'a.slo.ts': `
import { capacity, judge, slo } from 'tidemark';
let crowd;
capacity('how many', { from: 2, to: 4, confirm: '2s', axis: 'users' }, async (n, { site, load }) => {
  crowd ??= await load.users({ target: site, tasks: { page: { get: '/' } }, wait: '50ms', measure: '500ms', drain: '200ms' });
  return judge(await crowd.hold(n), slo({ 'http.failed': '= 0' }));
});
`,
      'steady.mjs': STEADY_SITE,
    },
    UNOBSERVED,
  );
  const { code, stdout, stderr } = await folder.run('run', '--site', STEADY);
  const { protocol, cells }: HttpResults = JSON.parse(folder.read('results/http-results.json'));
  const capacity = cells[0]?.capacity;
  expect(protocol).toBe('http');
  expect(capacity, stdout + stderr).toMatchObject({ axis: 'users', lower: 4, stop: 'to holds' });
  const last = capacity?.trials.at(-1);
  expect(last?.purpose).toBe('confirm');
  expect(last?.deliveredPerSecond).toBeGreaterThan(0);
  expect(cells[0]?.runs[last?.run ?? -1]?.result.plan.measureMs).toBe(2000);
  expect(code, stdout + stderr).toBe(0);
});

test.concurrent('a site that dies is started again, and its users are new ones who log in', async () => {
  const folder = new Folder(
    {
      'a.slo.ts': `
import { capacity, judge, slo } from 'tidemark';
import { lampiAccount } from 'tidemark/lampi';
const accounts = Array.from({ length: 10 }, (_, ordinal) => ({ ...lampiAccount(ordinal) }));
let crowd;
capacity('how many', { from: 2, to: 4, width: '100%' }, async (users, { site, load }) => {
  crowd ??= await load.users({
    target: site, accounts, login: { page: '/accounts/login/' }, tasks: { home: { get: '/' } },
    wait: '50ms', drain: '200ms',
  });
  if (users > 2) setTimeout(() => process.kill(site.pid, 'SIGKILL'), 1500);
  const measure = users > 2 ? '2s' : '500ms';
  return judge(await crowd.hold(users, { measure }), slo({ 'http.failed': '= 0', 'login.failed': '= 0' }));
});
`,
    },
    UNOBSERVED,
  );
  const { stdout, stderr } = await folder.run('run', '--site', 'embedded');
  const { cells }: HttpResults = JSON.parse(folder.read('results/http-results.json'));
  const capacity = cells[0]?.capacity;
  expect(capacity, stdout + stderr).toMatchObject({ recovery: 'does not recover', stop: 'width reached' });
  expect(stderr).toContain('died: started again');
  const logins = capacity?.trials.map(({ load, purpose, verdict, targetDied, run }) => {
    const result = cells[0]?.runs[run ?? -1]?.result;
    return {
      load,
      purpose,
      verdict,
      targetDied,
      came: result?.status === 'measured' && result.login.attempted,
    };
  });
  // Two come, and two more; the dead site is tried with two who are there; to the new site all four are strangers.
  expect(logins).toEqual([
    { load: 2, purpose: 'search', verdict: 'pass', targetDied: false, came: 2 },
    { load: 2, purpose: 'search', verdict: 'pass', targetDied: false, came: 0 },
    { load: 4, purpose: 'search', verdict: 'fail', targetDied: true, came: 2 },
    { load: 2, purpose: 'recovery', verdict: 'fail', targetDied: true, came: 0 },
    { load: 4, purpose: 'search', verdict: 'fail', targetDied: true, came: 4 },
  ]);
});

test.concurrent('Ctrl-C keeps what the search found so far', async () => {
  const folder = new Folder(
    { 'a.slo.ts': search(`{ from: 2, to: 4000, width: '1%' }`, `{ lost: '= 0' }`) },
    UNOBSERVED,
  );
  const { process: child, ended } = folder.start('run');
  await saying(child.stderr, 'trial 3');
  process.kill(-child.pid!, 'SIGINT');
  const { code, stdout } = await ended;
  expect(code, stdout).toBe(130);
  expect(folder.results().cells[0]?.capacity).toMatchObject({ stop: 'interrupted', bounds: 'at least' });
});
