import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { BUILD, BY_P50, MadeUp, Suspects } from './bisect-repository.ts';
import { Folder, READY_MADE, suite } from './command.ts';

/** Five runs of each arm, whatever their spread. */
const LEAST = ['--budget', '1ms', ...BY_P50, '--seed', '7'];

describe('two revisions of a broker', () => {
  test('of which the second waits longer: 1, by real runs in turn', async () => {
    // More than what a busy machine adds to a run.
    const repository = new Suspects('broker', '2', ['nothing', { delayMs: '600' }]);
    const before = repository.state();
    const run = repository.startCompare(repository.hash(1), 'main', '--build', BUILD, ...LEAST);
    const { code, stdout, stderr } = await run.ended;
    expect(code, stdout + stderr).toBe(1);
    expect(stdout).toMatch(/^devices report\n +regressed +delivery\.p50 .* \+\d/);
    const { base, head, course, metrics, command, differences } = repository.compared();
    expect(metrics).toMatchObject([{ metric: 'delivery.p50', verdict: 'regressed' }]);
    expect([base.subject.commit, head.subject.commit]).toEqual([repository.hash(1), repository.hash(3)]);
    expect(differences.map(({ key }) => key)).toEqual(['commit']);
    expect(course).toMatchObject({ seed: 7, ended: expect.stringMatching(/^(budget|enough)$/) });
    expect(course!.order.toSorted()).toEqual([...Array(5).fill('base'), ...Array(5).fill('head')]);
    expect(command).toContain('--seed 7');
    expect(head.files[4]).toBe('results/head/5/mqtt-results.json');
    expect(repository.has('results/base/5/mqtt-results.json')).toBe(true);
    expect(repository.state()).toEqual(before);

    // Judged once more from what was kept, without running anything.
    const again = repository.judgeAgain('results/base', 'results/head', '--metric', 'delivery.p50');
    expect((await again).code).toBe(1);
    expect(repository.compared()).toMatchObject({ course: null, metrics: [{ p: metrics[0]!.p }] });
  });

  test('of which the second does nothing: 0', async () => {
    const repository = new MadeUp('broker', '2', ['nothing']);
    const { code, stdout, stderr } = await repository.compare('main~1', 'main', '--build', BUILD, ...LEAST);
    expect(code, stdout + stderr).toBe(0);
    expect(repository.compared().metrics).toMatchObject([
      { metric: 'delivery.p50', verdict: 'no difference' },
    ]);
  });

  test('and Ctrl-C: 130, what was measured is kept, work trees and processes are gone', async () => {
    const repository = new Suspects('broker', '2', ['nothing']);
    const before = repository.state();
    const { process: child, ended } = repository.startCompare('main~1', 'main', '--build', BUILD, ...LEAST);
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    const running = (): string =>
      spawnSync('pgrep', ['--full', '--list-full', `program.js ${basename(repository.folder)}$`], {
        encoding: 'utf8',
      }).stdout;
    const done = () => said.includes('base 1: 1 cell') && said.includes('head 1: 1 cell');
    while (!done() && child.exitCode === null) await sleep(50);
    while (!running() && child.exitCode === null) await sleep(20);
    process.kill(-child.pid!, 'SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code, stdout + stderr).toBe(130);
    expect(stdout).toMatch(/interrupted/);
    expect(repository.compared()).toMatchObject({
      interrupted: true,
      course: { ended: 'interrupted', order: expect.arrayContaining(['base', 'head']) },
      metrics: [{ base: [expect.any(Number)], head: [expect.any(Number)] }],
    });
    // A target that is still starting is ended by the sweeper.
    await expect.poll(running).toBe('');
    expect(repository.state()).toEqual(before);
  });

  test('that cannot be built: 125 with what the build said, and nothing is run', async () => {
    const repository = new Suspects('broker', '2', ['nothing']);
    repository.write({ 'results/compare.md': 'of an earlier run', 'results/compare.json': '{}' });
    const build = 'echo no compiler; exit 3';
    const { code, stderr } = await repository.compare('main~1', 'main', '--build', build);
    expect(stderr).toMatch(/base \(main~1\) cannot be built: .* ended with 3:\nno compiler/);
    expect(code).toBe(125);
    expect(
      ['base', 'compare.md', 'compare.json'].filter((name) => repository.has(`results/${name}`)),
    ).toEqual([]);
  });
});

describe('wrong usage is 129, a message and no stack trace:', () => {
  test.each<[string, (repository: Suspects) => readonly [string, string, ...string[]], RegExp]>([
    ['an unknown revision', () => ['main', 'v9'], /"v9" is no results file.*has no revision "v9"/],
    [
      'a dirty work tree',
      (repository) => {
        repository.write({ 'delay.js': '' });
        return ['main', 'main~1'];
      },
      /modified: delay\.js\./,
    ],
    [
      'a broker there is none of, before anything is built',
      () => ['main', 'main~1', '--broker', 'mosquito', '--build', 'exit 3'],
      /^tidemark: broker 'mosquito': no such choice/,
    ],
    [
      'a test file written wrongly, as the run says',
      (repository) => {
        repository.write({ 'perf/load.slo.ts': suite(`{ 'publish.ack.p9': '< 1ms' }`) });
        return ['main', 'main'];
      },
      /Unknown metric "publish\.ack\.p9"/,
    ],
  ])('%s', async (_, arms, message) => {
    const repository = new Suspects('broker', '2', ['nothing']);
    const { code, stdout, stderr } = await repository.compare(...arms(repository));
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at .*:\d+/m);
    expect({ code, stdout }).toEqual({ code: 129, stdout: '' });
  });
});

describe('two options of a run', () => {
  test('that are no target: 125 after two pairs, with the reason', async () => {
    const text = suite(`{ lost: '= 0' }`)
      .replace('{ broker, load }', '{ broker, cell }')
      .replace('load.mqtt', 'readyLoad(cell).mqtt');
    const folder = new Folder({ 'a.slo.ts': `import { readyLoad } from '${READY_MADE}';${text}` });
    const { code, stderr } = await folder.run('compare', 'broker=exec:exit 3', 'broker=embedded');
    expect(stderr).toMatch(/no run of base \(broker=exec:exit 3\) could be judged/);
    expect(code).toBe(125);
  });

  test('that are other kinds of target: 129 after the first pair', async () => {
    const repository = new MadeUp('broker', '2', []);
    const { code, stderr } = await repository.compare('broker=embedded', 'broker=exec:node program.js');
    expect(stderr).toMatch(/targetKind: embedded in base, command in head[\s\S]*--force/);
    expect(code).toBe(129);
  });
});
