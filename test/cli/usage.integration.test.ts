import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Folder, suite } from './command.ts';

const STACK_TRACE = /^\s+at .*:\d+/m;
const SWEEP = `
import { sweep } from 'tidemark';
sweep('telemetry', { clients: [500], qos: [0] }, async (cell, { load }) => {});
`;

describe('the command written wrongly ends with 129, a message and no stack trace:', () => {
  test.for([
    [
      'an unknown command',
      ['rnu'],
      /^tidemark: unknown command 'rnu'\n\(Did you mean run\?\)\nWhat can be written: npx tidemark --help/,
    ],
    ['an unknown option', ['run', '--outt', 'x'], /unknown option '--outt'[\s\S]*--out/],
    [
      'an option that is missing',
      ['bisect', '--good', 'x'],
      /^tidemark: required option '--bad <revision>' not specified\nWhat can be written: npx tidemark bisect --help/,
    ],
    ['an argument that is missing', ['report'], /^tidemark: missing required argument 'results\.json'/],
    ['a duration without unit', ['run', '--for', '30'], /--for: .*duration.*got "30".*Units/],
    ['a duration of nothing', ['run', '--for', '0s'], /--for: .*above 0.*got "0s"/],
    ['a quota that is no number', ['run', '--cpus', 'two'], /--cpus: .*got "two"/],
    ['pacing that does not exist', ['run', '--pacing', 'busy'], /auto, poll, timer/],
    ['a broker that does not exist', ['run', '--broker', 'mosquito'], /mosquito/],
    ['a pattern that is none', ['run', '-t', '('], /-t: .*Unterminated group/],
    ['a broker URL badly encoded', ['run', '--broker', 'mqtt://u:%zz@h'], /two hexadecimal digits/],
    [
      'a configuration file that does not exist',
      ['run', '--broker-config', 'no.conf'],
      /no\.conf: no such file/,
    ],
    [
      'a configuration file for the embedded broker',
      ['run', '--broker-config', '/dev/null'],
      /embedded: a configuration file needs/,
    ],
    ['a quota for what is no container', ['run', '--cpus', '1'], /embedded: a quota needs a container/],
    ['a site that does not exist', ['run', '--site', 'native'], /site 'native'.*auto \| container/],
    ['a site configuration there is none of', ['run', '--site-config', 'no-gzp'], /'no-gzp'.*no-gzip/],
    [
      'an output there is none of',
      ['run', '--output', 'json,markdwon'],
      /--output: "markdwon" .* Did you mean markdown\?.*json, history/,
    ],
    ['an axis without values', ['matrix', '--clients'], /--clients: values are required/],
    [
      'a file that does not exist',
      ['run', 'nowhere.slo.ts'],
      /nowhere\.slo\.ts: no such file .*\. A test file named like telemetry\.slo\.ts, or a folder with one, is required/,
    ],
    ['a folder without test files', ['run'], /No test file found/],
    ['results that do not exist', ['report', 'results/mqtt-results.json'], /cannot be read/],
  ] as const)('%s', async ([_, args, message]) => {
    const { code, stdout, stderr } = await new Folder().run(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect({ code, stdout }).toEqual({ code: 129, stdout: '' });
  });

  test('also of a process of its own', async () => {
    const { code, stdout, stderr } = await new Folder().start('run', '--outt', 'x').ended;
    expect(stderr).toMatch(/unknown option '--outt'[\s\S]*--out/);
    expect({ code, stdout }).toEqual({ code: 129, stdout: '' });
  });

  test('a results file of something else', async () => {
    const folder = new Folder({ 'other.json': '{ "name": "other" }' });
    const { code, stderr } = await folder.run('report', 'other.json');
    expect(stderr).not.toMatch(STACK_TRACE);
    expect(code).toBe(129);
  });
});

describe.concurrent('what a test file says wrongly ends with 129 before any load:', () => {
  test.for([
    ['an unknown metric', suite(`{ 'publish.ack.p9': '< 100ms' }`), /publish\.ack\.p9.*publish\.ack\.p9/],
    ['a malformed bound', suite(`{ lost: 'none' }`), /none/],
    ['0 clients', suite(`{ lost: '= 0' }`, 0), /groups\.devices\.clients: at least 1 client is required/],
  ] as const)('%s', async ([_, text, message]) => {
    const folder = new Folder({ 'wrong.slo.ts': text });
    const { code, stderr, stdout } = await folder.run('run');
    expect(stderr + stdout).toMatch(message);
    expect(stderr + stdout).not.toMatch(STACK_TRACE);
    expect(code).toBe(129);
  });

  test('an axis the sweep does not have: the near miss and the axes are named', async () => {
    const { code, stderr } = await new Folder({ 'a.slo.ts': SWEEP }).run('matrix', '--client', '5');
    expect(stderr).toContain(
      '--client: no sweep has an axis "client". Did you mean --clients? Axes: clients, qos.',
    );
    expect(stderr).not.toMatch(STACK_TRACE);
    expect(code).toBe(129);
  });

  test('an option of matrix misspelt is no axis: the option is named', async () => {
    const { code, stderr } = await new Folder({ 'a.slo.ts': SWEEP }).run('matrix', '--brokr', 'native');
    expect(stderr).toContain('Did you mean --broker?');
    expect(code).toBe(129);
  });

  test('a capacity search where no test is one', async () => {
    const folder = new Folder({ 'a.slo.ts': suite(`{ lost: '= 0' }`) });
    const { code, stdout, stderr } = await folder.run('capacity', '--from', '5');
    expect(stderr).toBe(
      'tidemark: A test made with capacity(…) is required; none of the chosen tests is one. Name a file that has one, or use `tidemark run`.\n',
    );
    expect({ code, stdout }).toEqual({ code: 129, stdout: '' });
  });

  test('the second file: the first puts no load on anything', async () => {
    const files = { 'a.slo.ts': suite(`{ lost: '= 0' }`), 'b.slo.ts': suite(`{ lots: '= 0' }`) };
    const folder = new Folder(files);
    const { code, stdout, stderr } = await folder.run('run');
    expect(stderr).toMatch(/b\.slo\.ts: Unknown metric "lots"/);
    expect(existsSync(`${folder.path}/results/mqtt-results.json`)).toBe(false);
    expect({ code, stdout }).toEqual({ code: 129, stdout: '' });
  });

  test('no site: what can be named is said', async () => {
    const text = `import { test } from 'tidemark'; test('t', ({ site }) => {});`;
    const { code, stdout } = await new Folder({ 'a.slo.ts': text }).run('run');
    expect(stdout).toContain('No site is named. Required: --site http://HOST:PORT, ');
    expect(code).toBe(129);
  });

  test.for([
    [
      'a group that the plan lacks',
      `{ 'devcies/publish.ack.p50': '< 1s' }`,
      'the plan has no group "devcies"',
    ],
    ['a metric of another kind of load', `{ 'http.p50': '< 1s' }`, 'this is an MQTT load'],
  ] as const)('%s', async ([_, promise, message]) => {
    const folder = new Folder({ 'a.slo.ts': suite(promise).replace("'500ms'", "'10m'") });
    const { code, stdout, stderr } = await folder.run('run');
    expect(stdout + stderr).toContain(message);
    expect(folder.results().cells).toMatchObject([{ verdict: 'invalid', runs: [] }]);
    expect(code).toBe(129);
  });

  test('a profile that does not exist: those that do are named', async () => {
    const text = `import { profile } from 'tidemark'; profile({ smoke: 1, full: 2 });`;
    const folder = new Folder({ 'a.slo.ts': text });
    const { code, stderr } = await folder.run('run', '--profile', 'ful');
    expect(stderr).toContain('There is no profile "ful". Profiles here: smoke, full.');
    expect(code).toBe(129);
  });
});

test('a results folder that cannot be written ends with 129 before anything is started', async () => {
  const folder = new Folder({ 'a.slo.ts': suite(`{ lost: '= 0' }`), file: '' });
  const { code, stderr } = await folder.run('run', '--out', 'file/results');
  expect(stderr).toMatch(/Cannot write results to .*file\/results/);
  expect(stderr).not.toMatch(STACK_TRACE);
  expect(code).toBe(129);
});

test('a results folder below one that takes none, as /proc, ends with 129', async () => {
  const { code, stderr } = await new Folder({ 'a.slo.ts': SWEEP }).run('run', '--out', '/proc/nope/results');
  expect(stderr).toMatch(/Cannot write results to \/proc\/nope/);
  expect(code).toBe(129);
});

test.each(['--help', '--version'])('%s is no error and goes to standard output', async (option) => {
  const { code, stdout, stderr } = await new Folder().start(option).ended;
  expect(stdout).not.toBe('');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
