import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Asking, lookUp, type MeasuredCell, type Saving, withRun } from '../../saved/baseline.ts';
import { proveWritable, readBaseline, writeBaseline } from '../../saved/baseline-file.ts';
import type { Baseline } from '../../saved/baseline-schema.ts';
import type { Cell } from '../../saved/cell.ts';
import { planHash } from '../../saved/plan-hash.ts';

import { ResultsError } from '../../saved/results-error.ts';
import { redact } from '../../text/redact.ts';
import { cellOf, sweepShapes } from '../reporters/sample-results.ts';

const machine = {
  cpu: 'EPYC',
  cores: 2,
  memoryBytes: 2 ** 34,
  os: 'Debian 12',
  kernel: '6.1',
  node: '26.1.0',
};
const saving: Saving = {
  what: 'absent',
  tidemark: '0.1.0',
  machine,
  commit: 'abc',
  measuredAt: '2026-03-01T12:00:00.000Z',
};
const all: Saving = { ...saving, what: 'all' };

const [small, medium, , spoilt, , , , broken] = sweepShapes.map(cellOf) as [Cell, ...Cell[]] & Cell[];
const measured = (cell: Cell | undefined, ...awaited: string[]): MeasuredCell => ({ cell: cell!, awaited });
const baselineOf = (...cells: MeasuredCell[]): Baseline => withRun(null, cells, all).baseline!;

const asking = (cell: Cell, other: Partial<Asking> = {}): Asking => ({
  suite: cell.suite,
  title: cell.title,
  parameters: cell.parameters,
  machine,
  targetKind: 'native',
  quota: null,
  load: 0,
  planHash: planHash([cell.runs[0]!.result.plan]),
  ...other,
});

describe('a test finds in the baseline', () => {
  const baseline = baselineOf(measured(small), measured(medium));

  test('the value of its own cell, whatever the order of its parameters and the number of its repeat', () => {
    const { clients, qos } = small.parameters;
    const found = lookUp(
      baseline,
      asking(small, { parameters: { repeat: 2, qos: qos!, clients: clients! } }),
      'sent',
    );
    expect(found).toEqual({ status: 'found', value: small.metrics.sent!.value });
    expect(lookUp(baseline, asking(medium!), 'sent')).not.toEqual(found);
  });

  test('its own cell also where parameters hold credentials, which are not saved', async () => {
    const secret = { ...small, parameters: { at: 'mqtt://u:hunter2@h' } };
    const file = redact(baselineOf(measured(secret)));
    expect(JSON.stringify(file)).not.toContain('hunter2');
    expect(lookUp(file, asking(secret), 'sent')).toMatchObject({ status: 'found' });
  });

  test('nothing of a cell or a metric that was not measured', () => {
    expect(lookUp(baseline, asking(broken!), 'sent')).toBeNull();
    expect(lookUp(baseline, asking(small), 'http.p50')).toBeNull();
  });

  test.each<[string, Partial<Asking>, RegExp]>([
    [
      'on another machine',
      { machine: { ...machine, cores: 4, kernel: '6.2' } },
      /another machine: cores 2, now 4 and kernel 6\.1, now 6\.2; .*--save-baseline/,
    ],
    [
      'of another kind of target',
      { targetKind: 'container' },
      /targetKind native, now container; .*--save-baseline/,
    ],
    ['under another quota', { quota: '1 CPU' }, /quota none, now 1 CPU/],
    ['of another load', { planHash: 'f00' }, /another load: plan [0-9a-f]{12}, now f00; .*--save-baseline/],
    ['of a load the test did not have', { load: 1 }, /plan none, now [0-9a-f]{12}/],
  ])('no yardstick in what was measured %s: both are named, and what to do', (_, other, reason) => {
    const found = lookUp(baseline, asking(small, other), 'sent');
    expect(found).toEqual({ status: 'unusable', reason: expect.stringMatching(reason) });
  });
});

describe('a run makes of the baseline', () => {
  test('one that has every cell that was measured, and none that was not', () => {
    const { baseline, notices } = withRun(null, [measured(small), measured(spoilt), measured(broken)], all);
    expect(baseline?.cells.map(({ parameters }) => parameters)).toEqual([
      small.parameters,
      broken!.parameters,
    ]);
    expect(baseline?.cells[0]).toMatchObject({ commit: 'abc', targetKind: 'native', metrics: small.metrics });
    expect(notices).toEqual([expect.stringMatching(/^not saved .*4000.*: it could not be judged$/)]);
  });

  test('unasked, only what tests looked for and did not find, and nothing that failed', () => {
    const { baseline, notices } = withRun(
      null,
      [measured(small, 'sent'), measured(medium), measured(broken, 'lost')],
      saving,
    );
    expect(baseline?.cells.map(({ parameters }) => parameters)).toEqual([small.parameters]);
    expect(notices).toEqual([expect.stringMatching(/^not saved .*: it failed; --save-baseline/)]);
    expect(withRun(null, [measured(medium)], saving)).toEqual({ baseline: null, notices: [] });
  });

  test('unasked, no other value of what is there', () => {
    const before = baselineOf(measured(small));
    delete before.cells[0]!.metrics.lost;
    const { sent, ...others } = small.metrics;
    const later = { ...small, metrics: { ...others, sent: { ...sent!, value: 2 * sent!.value } } };
    const { baseline } = withRun(before, [measured(later, 'lost')], saving);
    expect(baseline?.cells[0]?.metrics).toEqual(small.metrics);
    expect(withRun(before, [measured(later, 'lost')], all).baseline?.cells[0]?.metrics).toEqual(
      later.metrics,
    );
  });

  test('one with the other cells of this machine, and without those of another', () => {
    const before = baselineOf(measured(small));
    expect(withRun(before, [measured(medium)], all).baseline?.cells).toHaveLength(2);
    const moved = withRun(before, [measured(medium)], { ...all, machine: { ...machine, cores: 4 } });
    expect(moved.baseline?.cells.map(({ parameters }) => parameters)).toEqual([medium!.parameters]);
    expect(moved.notices).toEqual(['left out of the baseline: 1 cell of another machine']);
    const unasked = withRun(before, [measured(medium, 'sent')], {
      ...saving,
      machine: { ...machine, cores: 4 },
    });
    expect(unasked).toEqual({ baseline: null, notices: [] });
  });

  test('medians of the repeats of a cell', () => {
    const repeats = [7, 3, 5].map((value, index) => ({
      ...small,
      parameters: { ...small.parameters, repeat: index + 1 },
      metrics: { sent: { value, unit: '', n: 1 } },
    }));
    const { cells } = baselineOf(...repeats.map((cell) => measured(cell)));
    expect(cells).toHaveLength(1);
    expect(cells[0]).toMatchObject({ parameters: small.parameters, metrics: { sent: { value: 5 } } });
  });
});

describe('the file', () => {
  const folder = (): string => {
    const path = mkdtempSync(join(tmpdir(), 'baseline-'));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    return path;
  };

  test('is read as it was written, and nothing else is left beside it', async () => {
    const path = folder();
    const file = join(path, 'b.json');
    expect(await readBaseline(file)).toBeNull();
    await proveWritable(file);
    const baseline = baselineOf(measured(small));
    await writeBaseline(file, baseline);
    expect(await readBaseline(file)).toEqual(baseline);
    expect(readdirSync(path)).toEqual(['b.json']);
  });

  test.each([
    ['no JSON', '{', /cannot be read: .*JSON.*--baseline/],
    ['a results file of version 7', '{ "version": 7 }', /has version 7; required: version 1\./],
    ['something else', '{ "version": 1 }', /none tidemark wrote: tidemark: .*--save-baseline/],
  ])('is refused when it is %s', async (_, text, message) => {
    const file = join(folder(), 'b.json');
    writeFileSync(file, text);
    await expect(readBaseline(file)).rejects.toThrow(ResultsError);
    await expect(readBaseline(file)).rejects.toThrow(message);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('that cannot be written is found out before a run', async () => {
    await expect(proveWritable(join(folder(), 'nowhere', 'b.json'))).rejects.toThrow(
      /cannot be written: ENOENT/,
    );
  });
});
