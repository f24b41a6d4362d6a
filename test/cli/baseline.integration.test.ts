import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Baseline } from '../../saved/baseline-schema.ts';
import { Folder, ready, readySuite, suite, UNOBSERVED } from './command.ts';
import type { Ended } from './in-process.ts';

/** A hundred times as slow, and a fifth of the messages less, are within it: only what is planted breaks these. */
const PROMISE = `{ 'publish.ack.p50': '<= baseline + 9900%', 'publish.rate': '>= baseline - 20%' }`;
const RELATIVE = readySuite(PROMISE);
const CI = { ...UNOBSERVED, CI: 'true' };
const FILE = 'tidemark-baseline.json';

const baselineOf = (folder: Folder): Baseline => JSON.parse(folder.read(FILE));
const output = ({ stdout, stderr }: Ended): string => stdout + stderr;

/** What one run of RELATIVE saves; every test has a copy, with a change planted. */
let saved: Promise<string> | null = null;
async function savedBaseline(): Promise<string> {
  const folder = new Folder({ 'a.slo.ts': RELATIVE }, CI);
  const ended = await folder.run('run', '--save-baseline', '--baseline', 'b.json');
  expect(output(ended)).toContain('baseline saved: b.json');
  expect(ended.code, output(ended)).toBe(0);
  expect(existsSync(`${folder.path}/${FILE}`)).toBe(false);
  return folder.read('b.json');
}

async function planted(change: (baseline: Baseline) => void, environment = CI): Promise<Folder> {
  saved ??= savedBaseline();
  const baseline: Baseline = JSON.parse(await saved);
  change(baseline);
  return new Folder({ 'a.slo.ts': RELATIVE, [FILE]: JSON.stringify(baseline) }, environment);
}

describe.concurrent('without CI', () => {
  test('the first run saves the baseline and says so, the next one is held against it', async () => {
    // This one puts its load on a broker.
    const files = { 'a.slo.ts': suite(PROMISE), 'b.slo.ts': readySuite(`{ lost: '= 0' }`) };
    const folder = new Folder(files, UNOBSERVED);
    const first = await folder.run('run');
    expect(output(first)).toMatch(/pass +publish\.rate .*\(no baseline yet: saved from this run\)/);
    expect(output(first)).toContain('baseline saved: tidemark-baseline.json');
    expect(first.code).toBe(0);
    const { cells, machine } = baselineOf(folder);
    expect(machine.node).toBe(process.versions.node);
    expect(cells).toMatchObject([{ suite: 'a.slo.ts', title: 'small', targetKind: 'embedded' }]);

    const before = folder.read('tidemark-baseline.json');
    const second = await folder.run('run');
    const limit = 0.8 * cells[0]!.metrics['publish.rate']!.value;
    expect(output(second)).toContain(`required >= baseline - 20% (${limit}/s)`);
    expect(folder.read('results/mqtt-results.md')).toContain(`publish.rate >= baseline - 20% (${limit}/s)`);
    expect(second.code).toBe(0);
    expect(folder.read('tidemark-baseline.json')).toBe(before);
  });

  test('a run that could not be judged, or failed, is not saved', async () => {
    const few = readySuite(`{ 'publish.ack.p99': '<= baseline' }`);
    const failing = readySuite(`{ 'publish.rate': '>= baseline', 'publish.ack.p50': '< 1us' }`);
    const folder = new Folder({ 'a.slo.ts': few, 'b.slo.ts': failing }, UNOBSERVED);
    const { code, stderr } = await folder.run('run');
    expect(stderr).toMatch(/not saved as a baseline: small: it could not be judged/);
    expect(stderr).toMatch(/not saved as a baseline: small: it failed/);
    expect(existsSync(`${folder.path}/tidemark-baseline.json`)).toBe(false);
    expect(code).toBe(1);
  });
});

describe.concurrent('with CI', () => {
  test('no baseline is 125 with the next step, and none is saved', async () => {
    const folder = new Folder({ 'a.slo.ts': RELATIVE }, CI);
    const ended = await folder.run('run');
    expect(output(ended)).toMatch(
      /there is no baseline file tidemark-baseline\.json; save a baseline with `npx tidemark run --save-baseline`/,
    );
    expect(ended.code).toBe(125);
    expect(existsSync(`${folder.path}/tidemark-baseline.json`)).toBe(false);
  });

  test('a metric that the baseline lacks is 125', async () => {
    const folder = await planted(({ cells }) => {
      delete cells[0]!.metrics['publish.rate'];
    });
    const ended = await folder.run('run');
    expect(output(ended)).toMatch(/pass +publish\.ack\.p50/);
    expect(output(ended)).toMatch(
      /invalid +publish\.rate .*: tidemark-baseline\.json has no value of this metric in this test/,
    );
    expect(ended.code).toBe(125);
  });

  test('so is a cell', async () => {
    const folder = await planted((baseline) => {
      baseline.cells = [];
    });
    expect((await folder.run('run')).code).toBe(125);
  });
});

describe.concurrent('against a saved baseline', () => {
  test('a breach is 1, with what was required', async () => {
    const folder = await planted(({ cells }) => {
      cells[0]!.metrics['publish.ack.p50']!.value /= 1e6;
    });
    const ended = await folder.run('run');
    expect(output(ended)).toMatch(/fail +publish\.ack\.p50 .* ms, required <= baseline \+ 9900% \(.* ms\)/);
    expect(output(ended)).toMatch(/pass +publish\.rate 100\/s, required >= baseline - 20% \(80\/s\)/);
    expect(ended.code).toBe(1);
  });

  test('a broker that holds messages for 200 ms is 1, and 0 when it no longer does', async () => {
    const delivering = (ms: number) => ({
      'a.slo.ts': readySuite(`{ 'delivery.p50': '<= baseline + 900%' }`, `{ ms: ${ms} }`),
    });
    const folder = new Folder(delivering(2), CI);
    expect((await folder.run('run', '--save-baseline')).code).toBe(0);
    folder.write(delivering(200));
    const slow = await folder.run('run');
    expect(output(slow)).toMatch(/fail +delivery\.p50 200 ms, required <= baseline \+ 900% \(20 ms\)/);
    expect(slow.code).toBe(1);
    folder.write(delivering(2));
    expect((await folder.run('run')).code).toBe(0);
  });

  test('of another machine is 125, named with what differs; --save-baseline takes this one', async () => {
    const folder = await planted(({ machine }) => {
      machine.cores = 64;
    });
    const ended = await folder.run('run');
    expect(output(ended)).toMatch(/on another machine: cores 64, now \d+; .*--save-baseline/);
    expect(ended.code).toBe(125);
    expect(baselineOf(folder).machine.cores).toBe(64);
    expect((await folder.run('run', '--save-baseline')).code).toBe(0);
    expect(baselineOf(folder).machine.cores).not.toBe(64);
  });

  test('of another machine is 125 without CI, too, and nothing is saved', async () => {
    const folder = await planted(
      ({ machine }) => {
        machine.kernel = '2.4';
      },
      { ...UNOBSERVED, CI: '' },
    );
    expect((await folder.run('run')).code).toBe(125);
    expect(baselineOf(folder).machine.kernel).toBe('2.4');
  });

  test('of another load is 125 and names both plans', async () => {
    const ended = await (await planted(() => {})).run('run', '--for', '700ms');
    expect(output(ended)).toMatch(/with another load: plan [0-9a-f]{12}, now [0-9a-f]{12}/);
    expect(ended.code).toBe(125);
  });

  test('a second load of a test, and a group in a window, have their own', async () => {
    const load = `load.mqtt({
      target: broker, measure: '700ms', drain: '200ms', windows: { late: ['300ms', '600ms'] },
      groups: { devices: { clients: 5, publish: { topic: 'd', payload: '100B', qos: 1, every: '50ms' } } },
    })`;
    const folder = new Folder(
      {
        'a.slo.ts': ready(`
import { expect, slo, test } from 'tidemark';
test('twice', async ({ broker, load }) => {
  await ${load};
  const second = await ${load};
  expect(second.window('late')).toMeet(slo({ 'devices/sent': '>= baseline - 50%' }));
});`),
      },
      UNOBSERVED,
    );
    expect((await folder.run('run')).code).toBe(0);
    expect(baselineOf(folder).cells[0]?.metrics['load-2:devices/sent@late']?.value).toBeGreaterThan(20);
    const second = await folder.run('run');
    expect(output(second)).toMatch(/devices\/sent \(late\) \d+, required >= baseline - 50% \(\d/);
    expect(second.code).toBe(0);
  });

  test('the trials of a search are not held', async () => {
    const folder = new Folder(
      {
        'a.slo.ts': ready(`
import { capacity, judge, readyLoad, slo } from 'tidemark';
capacity('how many', { from: 5, to: 10 }, async (devices, { cell, load }) => judge(await readyLoad(cell).mqtt({
  measure: '500ms', drain: '100ms',
  groups: { devices: { clients: devices, publish: { topic: 'd', payload: '100B', qos: 1, every: '50ms' } } },
}), slo({ 'publish.ack.p50': '<= baseline' })));`),
      },
      UNOBSERVED,
    );
    const ended = await folder.run('run');
    expect(output(ended)).toContain('a baseline goes with a fixed load, not with the trials of a search');
    expect(ended.code).toBe(125);
  });
});

describe.concurrent('a baseline file that cannot be used ends with 129 before any load:', () => {
  test.for([
    ['damaged', '{', /The baseline .*tidemark-baseline\.json cannot be read/],
    ['of another schema version', '{ "version": 2 }', /has version 2; required: version 1/],
  ] as const)('%s', async ([_, text, message]) => {
    const folder = new Folder({ 'a.slo.ts': RELATIVE, 'tidemark-baseline.json': text }, UNOBSERVED);
    const { code, stdout, stderr } = await folder.run('run');
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at .*:\d+/m);
    expect({ code, stdout }).toEqual({ code: 129, stdout: '' });
  });

  test('in a folder that does not exist', async () => {
    const folder = new Folder({ 'a.slo.ts': RELATIVE }, UNOBSERVED);
    const { code, stderr } = await folder.run('run', '--save-baseline', '--baseline', 'nowhere/b.json');
    expect(stderr).toMatch(/The baseline .*nowhere\/b\.json cannot be written: ENOENT/);
    expect(code).toBe(129);
  });
});
