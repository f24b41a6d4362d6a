import { describe, expect, test } from 'vitest';
import { MadeUp, Suspects } from './bisect-repository.ts';
import { Folder } from './command.ts';
import { commandIn } from './in-process.ts';

const STACK_TRACE = /^\s+at .*:\d+/m;

describe('before anything runs it ends with 129 and a message:', () => {
  test.each([
    ['an unknown revision', ['--good', 'v9'], /A commit, tag or branch is required; .* no revision "v9"/],
    ['the same end twice', ['--good', 'main', '--bad', 'HEAD'], /--good main and --bad HEAD are the same/],
    ['ends exchanged', ['--good', 'main', '--bad', 'main~1'], /has to be an ancestor .*Exchange them/],
    ['an unknown metric', ['--metric', 'delivery.p9'], /Unknown metric "delivery\.p9"\. Did you mean/],
    [
      'a metric that is neither better nor worse',
      ['--metric', 'publish.offered'],
      /of which less or more is worse/,
    ],
    ['too few runs', ['--trials', '2'], /--trials: at least 3 are required/],
    ['a broker there is none of', ['--broker', 'mosquito'], /broker 'mosquito': no such choice/],
    ['a file that does not exist', ['nowhere.slo.ts'], /nowhere\.slo\.ts: no such file/],
  ])('%s', async (_, options, message) => {
    const repository = new Suspects('broker', '0', ['nothing']);
    const before = repository.state();
    const { code, stdout, stderr } = await repository.bisect('--metric', 'delivery.p99', ...options);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect({ code, stdout }).toEqual({ code: 129, stdout: '' });
    expect(repository.state().at(-1)).toBe(before.at(-1));
  });

  test('a work tree that is not clean: the file is named', async () => {
    const repository = new Suspects('broker', '0', ['nothing']);
    repository.write({ 'delay.js': 'changed' });
    const { code, stderr } = await repository.bisect('--metric', 'delivery.p99');
    expect(stderr).toMatch(/A clean work tree is required; modified: delay\.js\..*git stash/);
    expect(code).toBe(129);
  });

  test('no repository at all', async () => {
    const folder = new Folder({ 'a.slo.ts': '' });
    const ends = ['--good', 'a', '--bad', 'b', '--metric', 'delivery.p99'];
    const { code, stderr } = await folder.run('bisect', ...ends, '--', 'a.slo.ts');
    expect(stderr).toMatch(/A git repository is required; .* is in none/);
    expect(code).toBe(129);
  });

  test('an end that is not named', async () => {
    const { code, stderr } = await commandIn(
      { path: '/' },
      'bisect',
      '--good',
      'a',
      '--metric',
      'delivery.p99',
    );
    expect(stderr).toContain("required option '--bad <revision>' not specified");
    expect(code).toBe(129);
  });
});

describe('after a run it ends with 129', () => {
  test('when no test has measured the metric: those there are are named', async () => {
    const repository = new MadeUp('broker', '0', ['nothing']);
    repository.tests({ title: 'one', families: ['publish.ack'] });
    const { code, stderr } = await repository.bisect('--metric', 'delivery.p50');
    expect(stderr).toMatch(
      /--metric delivery\.p50: no test has measured it\. Metrics there are: .*publish\.ack\.\*/,
    );
    expect(code).toBe(129);
  });

  test('when several tests have measured it: -t names one', async () => {
    const repository = new MadeUp('broker', '0', ['nothing']);
    const families = ['publish.ack'];
    repository.tests({ title: 'one', families }, { title: 'other', families });
    const { code, stderr } = await repository.bisect('--metric', 'publish.ack.p50');
    expect(stderr).toMatch(/2 have it\. Name one with -t:\n {2}one\n {2}other/);
    expect(code).toBe(129);
  });

  test('when a test file cannot be read: what is wrong in it is said', async () => {
    const repository = new Suspects('broker', '0', ['nothing']);
    repository.write({
      'perf/load.slo.ts': `import { slo, test } from 'tidemark'; test('t', () => {}); slo({ lots: '= 0' });`,
    });
    const { code, stderr } = await repository.bisect('--metric', 'publish.ack.p50');
    expect(stderr).toMatch(/The test files cannot be run:[\s\S]*Unknown metric "lots"/);
    expect(code).toBe(129);
  });
});

describe('it ends with 125 and the figures', () => {
  test('when both ends do not differ', async () => {
    const repository = new MadeUp('broker', '0', ['nothing']);
    repository.write({ 'results/bisect.md': 'of an earlier run', 'results/bisect.json': '{}' });
    const { code, stdout, stderr } = await repository.bisect('--metric', 'delivery.p50');
    expect(stderr).toMatch(
      /The bad commit must be measurably worse than the good one; delivery\.p50: good [\d.]+ ms, bad [\d.]+ ms \([+-]?[\d.]+ %\): /,
    );
    expect({ code, stdout }).toEqual({ code: 125, stdout: '' });
    expect(repository.has('results/bisect.md') || repository.has('results/bisect.json')).toBe(false);
  });

  test('when an end does not build', async () => {
    const repository = new Suspects('broker', '0', ['nothing', 'broken']);
    const { code, stderr } = await repository.bisect('--metric', 'delivery.p99');
    expect(stderr).toMatch(/the bad end \w{7} commit 3: .*ended with 1:[\s\S]*SyntaxError/);
    expect(code).toBe(125);
  });

  test('when the target of an end does not start', async () => {
    const repository = new Suspects('broker', '0', ['nothing']);
    repository.commit('commit 3', { 'program.js': 'process.exit(3);\n' });
    const { code, stderr } = await repository.bisect('--metric', 'delivery.p99', '--good', 'main~1');
    expect(stderr).toContain('exited with code 3');
    expect(code).toBe(125);
  });

  test('when there are too few samples for the percentile: how to have more is said', async () => {
    const repository = new MadeUp('broker', '0', ['nothing']);
    repository.tests({ title: 'one', families: ['publish.ack'], n: 50 });
    const { code, stderr } = await repository.bisect('--metric', 'publish.ack.p99');
    expect(stderr).toMatch(/publish\.ack\.p99 needs 1,000 samples, there are 50: .*--for/);
    expect(code).toBe(125);
  });
});
