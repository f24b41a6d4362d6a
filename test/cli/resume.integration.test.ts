/** `--resume`: a run that was cut off goes on, and its results are those of one whole run. */
import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Folder, ready, type Started, saying, UNOBSERVED } from './command.ts';

/** A third cell that takes long enough for the run to be cut off in it. */
const SWEEP = `
import { expect, slo, sweep } from 'tidemark';
const promise = slo({ lost: '= 0' });
sweep('devices', { clients: [2, 3, 4] }, async ({ clients }, { broker, load }) => {
  const result = await load.mqtt({
    target: broker,
    groups: {
      devices: { clients, publish: { topic: 'd/{client}', payload: '100B', qos: 1, every: '50ms' } },
      recorder: { clients: 1, subscribe: { filter: 'd/+', qos: 1 } },
    },
    measure: clients === 4 ? '1500ms' : '200ms',
    drain: '200ms',
  });
  expect(result).toMeet(promise);
});
`;

/** Twelve devices hold, thirteen do not: the bound depends on the load alone. */
const SEARCH = `
import { capacity, expect, judge, slo } from 'tidemark';
const promise = slo({ lost: '= 0', sent: '<= 120' });
capacity('how many', { from: 6, to: 13 }, async (devices, { broker, load }) => judge(await load.mqtt({
  target: broker,
  groups: {
    devices: { clients: devices, publish: { topic: 'd/{client}', payload: '100B', qos: 1, every: '50ms' } },
    recorder: { clients: 1, subscribe: { filter: 'd/+', qos: 1 } },
  },
  measure: '500ms',
  drain: '300ms',
}), promise), (answer) => expect(answer).toBeAtLeast(12));
`;

/** The search with loads that are made up. */
const readySearch = ready(SEARCH)
  .replace('{ capacity, expect', '{ capacity, readyLoad, expect')
  .replace('{ broker, load }', '{ cell, load }')
  .replace('load.mqtt(', 'readyLoad(cell, {}, load.holdMs).mqtt(')
  .replace('  target: broker,\n', '');
/** One cell, whose load is made up. */
const ONE = ready(SWEEP).replace('[2, 3, 4]', '[2]');

const killed = async (started: Started, stream: 'stdout' | 'stderr', said: string): Promise<void> => {
  await Promise.race([saying(started.process[stream], said), started.ended]);
  process.kill(-started.process.pid!, 'SIGKILL');
  await started.ended;
};

const tagsIn = (folder: Folder): readonly number[] =>
  folder.results().cells.flatMap(({ runs }) => runs.map(({ result }) => result.runTag));
const trialsIn = (folder: Folder) =>
  folder
    .results()
    .cells[0]!.capacity!.trials.map(({ load, purpose, verdict }) => [load, purpose, verdict])
    // A busy machine makes some; they are measured again.
    .filter(([, , verdict]) => verdict !== 'invalid');
const judgedTagsIn = (folder: Folder): readonly number[] => {
  const { capacity, runs } = folder.results().cells[0]!;
  return capacity!.trials.flatMap(({ verdict, run }) =>
    verdict === 'invalid' || run === null ? [] : runs[run]!.result.runTag,
  );
};

describe.concurrent('a sweep goes on', () => {
  test('when it was killed, and when the run that went on was killed, too', async () => {
    const folder = new Folder({ 'a.slo.ts': SWEEP }, UNOBSERVED);
    await killed(folder.start('run'), 'stdout', '3 clients');
    const before = folder.results();
    expect(before).toMatchObject({ finishedAt: null, cells: [{ verdict: 'pass' }, { verdict: 'pass' }] });
    await killed(folder.start('run', '--resume'), 'stdout', '2 clients');
    expect(folder.results().cells).toHaveLength(2);
    const { code, stdout, stderr } = await folder.run('run', '--resume');
    expect(stderr).toMatch(/Going on with the run of .* in results: 2 of 3 tests kept\./);
    expect(stdout).toMatch(/2 clients[\s\S]*3 clients[\s\S]*4 clients[\s\S]*3 passed, 0 failed, 0 invalid/);
    expect(code).toBe(0);
    const after = folder.results();
    expect(after).toMatchObject({ startedAt: before.startedAt, interrupted: false, command: before.command });
    expect(after.cells.map(({ parameters }) => parameters.clients)).toEqual([2, 3, 4]);
    // What was measured is what it was.
    for (const [index, cell] of before.cells.entries()) expect(after.cells[index]).toEqual(cell);
    expect(folder.read('results/mqtt-results.md')).toContain('4 clients');
  });

  test('after Ctrl-C, with the test under way measured anew', async () => {
    const folder = new Folder({ 'a.slo.ts': SWEEP }, UNOBSERVED);
    const started = folder.start('run');
    await saying(started.process.stdout, '3 clients');
    started.process.kill('SIGINT');
    expect((await started.ended).code).toBe(130);
    const [first, second] = tagsIn(folder);
    expect((await folder.run('run', '--resume')).code).toBe(0);
    expect(tagsIn(folder)).toMatchObject([first, second, expect.any(Number)]);
    expect(folder.results()).toMatchObject({ interrupted: false, finishedAt: expect.any(String) });
  });
});

test.concurrent('a search goes on from its trials when it was killed', async () => {
  const folder = new Folder({ 'a.slo.ts': SEARCH }, UNOBSERVED);
  await killed(folder.start('capacity'), 'stderr', 'trial 3: ');
  const tags = judgedTagsIn(folder);
  expect(tags.length).toBeGreaterThanOrEqual(2);
  const { code, stderr, stdout } = await folder.run('capacity', '--resume');
  expect(stderr).toMatch(/0 of 1 test kept, and 1 search from \d trials/);
  expect(stderr).toContain('trial 1: 6 devices: pass (measured before)');
  expect(stdout).toContain('capacity 12 to 13 devices');
  expect(code).toBe(0);
  expect(judgedTagsIn(folder).slice(0, tags.length)).toEqual(tags);
  const whole = new Folder({ 'a.slo.ts': readySearch }, UNOBSERVED);
  await whole.run('capacity');
  expect(trialsIn(folder)).toEqual(trialsIn(whole));
});

describe.concurrent('is refused, and leaves the results as they are,', () => {
  /** Results of one run that was killed; every test has a copy. */
  let results: Promise<string> | null = null;
  const ofKilled = async (): Promise<string> => {
    const folder = new Folder({ 'a.slo.ts': SWEEP }, UNOBSERVED);
    await killed(folder.start('run'), 'stdout', '2 clients');
    return folder.read('results/mqtt-results.json');
  };
  const cutOff = async (): Promise<Folder> => {
    results ??= ofKilled();
    const folder = new Folder({ 'a.slo.ts': SWEEP }, UNOBSERVED);
    mkdirSync(`${folder.path}/results`);
    folder.write({ 'results/mqtt-results.json': await results });
    return folder;
  };

  test.for([
    ['of another option', ['--for', '400ms'], undefined, '--for none, now 400ms'],
    ['of another plan', [], ['50ms', '100ms'], 'plan hash'],
    ['of another broker', [], ["'50ms'", "'50ms'"], 'version'],
  ] as const)('where it is a run %s', async ([_, options, edit, named]) => {
    const folder = await cutOff();
    if (named === 'version') folder.write({ 'results/mqtt-results.json': otherBroker(folder) });
    if (edit) folder.write({ 'a.slo.ts': SWEEP.replace(edit[0], edit[1]) });
    const before = folder.results();
    const { code, stderr, stdout } = await folder.run('run', '--resume', ...options);
    expect(stderr).toContain(named);
    expect(stderr).toContain('without --resume');
    expect(stdout).not.toContain('PASS');
    expect(code).toBe(129);
    expect(folder.results().cells).toEqual(before.cells);
    expect(folder.results().finishedAt).toBeNull();
  });

  test('where the results were changed by hand', async () => {
    const folder = await cutOff();
    folder.write({
      'results/mqtt-results.json': folder.read('results/mqtt-results.json').replace('"lost"', '"sent"'),
    });
    const { code, stderr } = await folder.run('run', '--resume');
    expect(stderr).toContain('was changed after it was written');
    expect(code).toBe(129);
  });
});

test.concurrent('a run that finds nothing to go on with measures everything, and then nothing is missing', async () => {
  const folder = new Folder({ 'a.slo.ts': ONE }, UNOBSERVED);
  const first = await folder.run('run', '--resume');
  expect(first.stderr).toContain('Nothing to resume in results');
  expect(first.code).toBe(0);
  const { code, stderr } = await folder.run('run', '--resume');
  expect(stderr).toContain('is finished, and nothing is missing');
  expect(code).toBe(129);
});

/** The results as another release of the broker would have made them, sealed anew. */
function otherBroker(folder: Folder): string {
  const results = folder.results();
  const cells = results.cells.map((cell) => ({ ...cell, target: { ...cell.target!, version: '0.0.1' } }));
  const { integrity: _, ...content } = results;
  return JSON.stringify({ ...content, cells });
}
