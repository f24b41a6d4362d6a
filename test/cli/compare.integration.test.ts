import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { historyLine } from '../../reporters/history/line.ts';
import type { Comparison } from '../../saved/comparison.ts';
import type { Results } from '../../saved/results.ts';
import { armOf, ofAnotherPlan, ofDeadTarget, ofTwoLoads, STEADY, slowed } from '../reporters/sample-arms.ts';
import { Folder } from './command.ts';

const STACK_TRACE = /^\s+at .*:\d+/m;

/** Each run of each arm in a folder of its own, as comparisons leave them. */
function saved(arms: Readonly<Record<string, readonly object[]>>): Folder {
  const folder = new Folder();
  for (const [arm, runs] of Object.entries(arms)) {
    mkdirSync(join(folder.path, arm));
    runs.forEach((run, index) => {
      const file = join(folder.path, arm, String(index + 1), 'mqtt-results.json');
      mkdirSync(dirname(file));
      writeFileSync(file, JSON.stringify(run));
    });
  }
  return folder;
}
const compareJson = (folder: Folder): Comparison => JSON.parse(folder.read('results/compare.json'));

describe('saved results', () => {
  test('of something slower: 1, and the metric with its change', async () => {
    const folder = saved({ old: armOf(STEADY), new: armOf(slowed(1.2)) });
    // As a process of its own.
    const { code, stdout, stderr } = await folder.start('compare', 'old', 'new').ended;
    expect(code, stdout + stderr).toBe(1);
    expect(stdout).toMatch(/regressed +delivery\.p99 +10\.0 ms -> 12\.0 ms +\+20\.0 % /);
    expect(stdout).toContain(
      'regressed: delivery.p99 +20.0 %.\n  results/compare.md\n  results/compare.json\n',
    );
    expect(folder.read('results/compare.md')).toMatch(/^# Comparison\n\n\*\*regressed\*\*/);
    expect(compareJson(folder)).toMatchObject({
      version: 1,
      verdict: 'regressed',
      command: 'npx tidemark compare --broker embedded old new',
      base: { name: 'old', files: expect.arrayContaining(['old/6/mqtt-results.json']) },
      metrics: [{ metric: 'delivery.p99', base: expect.arrayContaining(STEADY), better: 'lower' }],
    });
  });

  test('of the same thing, or of something faster: 0', async () => {
    const folder = saved({ old: armOf(STEADY), same: armOf(slowed(1.004)), fast: armOf(slowed(0.8)) });
    const same = await folder.run('compare', 'old', 'same');
    expect([same.code, compareJson(folder).verdict]).toEqual([0, 'no difference']);
    const fast = await folder.run('compare', 'old', 'fast', '--out', 'other');
    expect(fast.code).toBe(0);
    expect(folder.read('other/compare.md')).toContain('**improved**');
  });

  test('of one run each: 125, the change shown, and what to do', async () => {
    const folder = saved({ old: armOf([10]), new: armOf([12]) });
    const { code, stdout } = await folder.run(
      'compare',
      'old/1/mqtt-results.json',
      'new/1/mqtt-results.json',
    );
    expect(stdout).toMatch(/inconclusive +delivery\.p99 +10 ms -> 12 ms +\+20\.0 %/);
    expect(stdout).toContain('1 valid run of base, at least 5 required: 4 more of base');
    expect(code).toBe(125);
  });

  test('of another load alone: 125, and the cell is named', async () => {
    const folder = saved({ old: armOf(STEADY), new: armOf(STEADY, { cell: ofAnotherPlan() }) });
    const { code, stdout } = await folder.run('compare', 'old', 'new');
    expect(stdout).toContain('not compared: small: not the same load in all runs');
    expect(code).toBe(125);
  });

  test('of a test that failed at the first of its loads: 1, by that load', async () => {
    const folder = saved({
      old: armOf(STEADY, { cell: ofTwoLoads(2) }),
      new: armOf(slowed(1.2), { cell: { ...ofTwoLoads(1), verdict: 'fail' } }),
    });
    const { code, stdout } = await folder.run('compare', 'old', 'new');
    expect(stdout).toContain('not compared: small: its loads after the first of 2: name their metrics');
    expect(code).toBe(1);
  });

  test('of a target that died in each run: 125, and how it died', async () => {
    const folder = saved({ old: armOf(STEADY), new: armOf(STEADY, { cell: ofDeadTarget() }) });
    const { code, stdout } = await folder.run('compare', 'old', 'new');
    expect(stdout).toContain(
      'the target of head died in a run (the target was down after the run: connection refused)',
    );
    expect(code).toBe(125);
  });

  test('of which one arm lacks a test: 125, though the other test is as before', async () => {
    const other = armOf(STEADY, { cell: { title: 'other' } });
    const folder = saved({ old: [...armOf(STEADY), ...other], new: armOf(STEADY) });
    const { code, stdout } = await folder.run('compare', 'old', 'new');
    expect(stdout).toContain('not compared: other: the head does not have it\n');
    expect(stdout).toMatch(/^inconclusive: 1 no difference of 1 metric; not everything was compared\.$/m);
    expect(code).toBe(125);
  });

  test('of repeats in one file are runs of one arm', async () => {
    const repeated = (values: readonly number[]): Results => {
      const runs = armOf(values);
      const cells = runs.map(({ cells }, index) => ({ ...cells[0]!, parameters: { repeat: index + 1 } }));
      return { ...runs[0]!, cells };
    };
    const folder = saved({ old: [repeated(STEADY)], new: [repeated(slowed(1.2))] });
    expect((await folder.run('compare', 'old', 'new')).code).toBe(1);
    expect(compareJson(folder).metrics[0]!.head).toHaveLength(6);
  });

  test('are judged by the metrics asked for', async () => {
    const folder = saved({
      old: armOf(STEADY, {}, 'delivery.max'),
      new: armOf(slowed(2), {}, 'delivery.max'),
    });
    const metric = ['--metric', 'delivery.max'];
    const { code } = await folder.run('compare', 'old', 'new', ...metric, ...metric);
    expect([code, compareJson(folder).metrics.length]).toEqual([1, 1]);
  });

  test('that always moved as much: the history beside the base raises the noise floor', async () => {
    const folder = saved({ old: armOf(STEADY), new: armOf(slowed(1.2)) });
    const restless = [10, 12, 9, 11, 10, 12.5, 9, 11, 10, 12];
    const before = { startedAt: '2026-02-01T12:00:00.000Z' };
    const lines = armOf(restless, before).map((run) => `${JSON.stringify(historyLine(run))}\n`);
    writeFileSync(join(folder.path, 'old/history.jsonl'), lines.join(''));
    const { code } = await folder.run('compare', 'old', 'new');
    const [metric] = compareJson(folder).metrics;
    expect(metric!.floorPercent).toBeGreaterThan(20);
    expect([metric!.verdict, code]).toEqual(['no difference', 0]);
  });

  test('are not their own past: runs of an arm with a history each are judged as without', async () => {
    const ten = [...STEADY, ...STEADY].map((value, index) => value * (index % 2 ? 1.03 : 0.97));
    const [old, slow] = [armOf(ten), armOf(ten.map((value) => value * 1.2))];
    const folder = saved({ old, new: slow });
    old.forEach((run, index) => {
      writeFileSync(
        join(folder.path, `old/${index + 1}/history.jsonl`),
        `${JSON.stringify(historyLine(run))}\n`,
      );
    });
    expect((await folder.run('compare', 'old', 'new')).code).toBe(1);
    expect(compareJson(folder).metrics[0]!.floorPercent).toBe(5);
  });

  test('of another environment only with --force, which is said first', async () => {
    const folder = saved({ old: armOf(STEADY), new: armOf(slowed(1.2), { environment: { cores: 64 } }) });
    const refused = await folder.run('compare', 'old', 'new');
    expect(refused.stderr).toMatch(/cores: 2 in base, 64 in head[\s\S]*--force/);
    expect(refused.code).toBe(129);
    const forced = await folder.run('compare', 'old', 'new', '--force');
    expect(forced.stdout).toMatch(/^not the same environment: cores 2 and 64\n/);
    expect(forced.code).toBe(1);
  });
});

describe('what cannot be compared ends with 129, a message and no stack trace:', () => {
  const good = armOf(STEADY);
  test.each<[string, Readonly<Record<string, readonly object[]>>, readonly string[], RegExp]>([
    [
      'results of another schema version',
      { old: good, new: good.map((run) => ({ ...run, version: 2 })) },
      ['old', 'new'],
      /new\/1\/mqtt-results\.json has version 2; required: version 1/,
    ],
    ['an empty folder', { old: good, new: [] }, ['old', 'new'], /new holds no results; .*--out new/],
    [
      'something that is no results',
      { old: good, new: [{ name: 'x' }] },
      ['old', 'new'],
      /has no version, so tidemark did not write it/,
    ],
    [
      'no cell in common',
      { old: good, new: armOf(STEADY, { cell: { title: 'other' } }) },
      ['old', 'new'],
      /old and new have no cell in common/,
    ],
    [
      'a path that does not exist, outside of a repository',
      { old: good },
      ['old', 'nowhere'],
      /There is no file or folder "nowhere"\. "old" is saved results, but "nowhere" would be measured now/,
    ],
    ['two of them', {}, ['here', 'there'], /"here" is no results.*A git repository is required/],
    ['an option there is none of', {}, ['brokr=native', 'broker=native'], /Did you mean broker=\?/],
    ['a value that is none', {}, ['broker=native', 'broker=mosquito'], /mosquito/],
    [
      'test files for saved results',
      { old: good, new: good },
      ['old', 'new', '--', 'a.slo.ts'],
      /leave out a\.slo\.ts/,
    ],
    ['no head', { old: good }, ['old'], /missing required argument 'head'/],
    [
      'a metric there is none of',
      { old: good, new: good },
      ['old', 'new', '--metric', 'delivery.p98'],
      /--metric: Unknown metric "delivery\.p98"\. Did you mean "delivery\.p99"/,
    ],
    [
      'a metric nothing is judged by',
      { old: good, new: good },
      ['old', 'new', '--metric', 'publish.offered'],
      /publish\.offered: a metric of which less or more is better is required/,
    ],
    [
      'a metric the runs do not have',
      { old: good, new: good },
      ['old', 'new', '--metric', 'delivery.p50'],
      /delivery\.p50: no cell of the arms has it\. Did you mean delivery\.p99\?/,
    ],
    ['a budget without unit', {}, ['a', 'b', '--budget', '10'], /--budget: .*got "10"/],
    [
      '--build where nothing is checked out',
      {},
      ['broker=embedded', 'broker=embedded', '--build', 'true'],
      /--build is for revisions/,
    ],
  ])('%s', async (_, arms, args, message) => {
    const folder = saved(arms);
    writeFileSync(join(folder.path, 'small.slo.ts'), '');
    const { code, stdout, stderr } = await folder.run('compare', ...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect({ code, stdout }).toEqual({ code: 129, stdout: '' });
  });

  test('results of which a part is missing: the file is named', async () => {
    const folder = saved({ old: good, new: good });
    const file = join(folder.path, 'new/2/mqtt-results.json');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 1000));
    const { code, stdout, stderr } = await folder.run('compare', 'old', 'new');
    expect(stderr).toMatch(/new\/2\/mqtt-results\.json/);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect({ code, stdout }).toEqual({ code: 129, stdout: '' });
  });

  test('a folder that cannot be written', async () => {
    const folder = saved({ old: good, new: good });
    const { code, stderr } = await folder.run('compare', 'old', 'new', '--out', '/proc/nowhere');
    expect(stderr).toMatch(/Cannot write the report to \/proc\/nowhere: .*--out/);
    expect(code).toBe(129);
  });
});
