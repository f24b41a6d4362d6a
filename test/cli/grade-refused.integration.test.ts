import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Folder } from './command.ts';
import { edit, handedIn, publicPem, STACK_TRACE } from './handed-in.ts';
import { commandIn } from './in-process.ts';

describe('bad input: a message, the exit code, no stack trace, nothing written:', () => {
  const wrong = async (code: number, message: RegExp, args: string[], folder?: Folder) => {
    const where = folder ?? (await handedIn());
    const ended = await commandIn(where, 'grade', ...args);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toMatch(STACK_TRACE);
    expect(ended.stderr).not.toContain('measuring again');
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' });
    expect(existsSync(join(where.path, 'hand-in.grade.md'))).toBe(false);
  };
  const withRubric = async (from: RegExp, to: string): Promise<Folder> => {
    const folder = await handedIn();
    edit(folder, 'rubric.yaml', from, to);
    return folder;
  };
  const asUsual = ['rubric.yaml', '--results', 'hand-in'];

  test('also of a process of its own', async () => {
    const { code, stdout, stderr } = await (await handedIn()).run(
      'grade',
      'none.yaml',
      '--results',
      'hand-in',
    );
    expect(stderr).toMatch(/^tidemark: none\.yaml cannot be read/);
    expect({ code, stdout }).toEqual({ code: 129, stdout: '' });
  });
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
      /names suites that are neither in the results nor below.*\n {2}hold: suites\/mqtt\/telemetri\.slo\.ts\nThere are: suites\/mqtt\/telemetry\.slo\.ts/,
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
  test('a key that is not there', () =>
    wrong(129, /--key gone\.pem cannot be read: ENOENT.*openssl genpkey/, [...asUsual, '--key', 'gone.pem']));
  test('a key of another kind', async () => {
    const folder = await handedIn();
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    folder.write({ 'rsa.pem': publicPem(publicKey) });
    await wrong(
      129,
      /--key rsa\.pem: a public Ed25519 key is required, this is one of rsa/,
      [...asUsual, '--key', 'rsa.pem'],
      folder,
    );
  });
  test.each([
    ['hand-in/mqtt-results.md', /this is where results and their report are/],
    ['elsewhere-results.md', /this is where results and their report are/],
    ['hand-in/mqtt-results.json', /a name that ends with \.md is required/],
    ['hand-in/grade.md', /it lies in the submission hand-in/],
    ['model.md', /hand-in\/mqtt-model\.md would be overwritten/],
    ['nowhere/grade.md', /nowhere\/grade\.md cannot be written/],
  ])('a grade in a place that is taken or is not there: %s', async (out, message) => {
    const folder = await withRubric(/mqtt-results\.md/, 'mqtt-model.md');
    folder.write({ 'model.md': '# Analysis\n' });
    symlinkSync('../model.md', join(folder.path, 'hand-in/mqtt-model.md'));
    const before = folder.read('hand-in/mqtt-results.json');
    await wrong(129, message, [...asUsual, '--rerun', '--out', out], folder);
    expect(folder.read('hand-in/mqtt-results.json')).toBe(before);
    expect(folder.read('model.md')).toBe('# Analysis\n');
  });
  test('a sample of none', () => wrong(129, /--rerun: .*from 1/, [...asUsual, '--rerun', '0']));
  test('more points asked than there are', () =>
    wrong(
      129,
      /--at-least: a number up to 20, the points of the rubric, is required \(14 of them are measured\); got 21/,
      [...asUsual, '--at-least', '21'],
    ));

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
    mkdirSync(join(folder.path, 'hand-in/one'), { recursive: true });
    await wrong(125, /one: no file \*-results\.json\nNothing can be graded/, asUsual, folder);
  });
});

test('a key to sign with that is none ends with 129 before anything is run', async () => {
  const folder = await handedIn();
  const { code, stderr } = await folder.run('run', '--sign', 'rubric.yaml');
  expect(stderr).toMatch(/--sign rubric\.yaml: a private Ed25519 key/);
  expect(code).toBe(129);
});
