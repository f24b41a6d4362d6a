import { expect, test } from 'vitest';
import { cellLines } from '../../cli/printed-lines.ts';
import { searchCell } from '../reporters/sample-search.ts';

test('a finished search is its verdict, its bounds and why it ended', () => {
  expect(cellLines(searchCell()).slice(0, 2)).toEqual([
    expect.stringMatching(/^PASS {4}how many devices/),
    '  capacity 1,414 to 2,000 devices: the bounds are as close as asked for (10 trials)',
  ]);
});

test('bounds of several loads say which load they are about', () => {
  const { capacity, ...cell } = searchCell();
  const [row] = capacity!.trials[0]!.slo;
  const lines = cellLines({ ...cell, slo: [row!, { ...row!, load: 1 }] });
  expect(lines.slice(1, 3)).toEqual([
    expect.stringMatching(/^ {2}pass {4}load 1: publish\.ack\.p99 /),
    expect.stringMatching(/^ {2}pass {4}load 2: publish\.ack\.p99 /),
  ]);
  expect(cellLines({ ...cell, slo: [row!] }).join()).not.toContain('load 1');
});

test('a cell without a bound passes, and says that nothing was judged', () => {
  const { capacity: _, ...cell } = searchCell();
  expect(cellLines({ ...cell, slo: [], warnings: [], disagreements: [] }).at(-1)).toMatch(
    /^ {2}note: no SLO was judged/,
  );
  expect(cellLines({ ...searchCell(), slo: [] }).join()).not.toContain('no SLO');
});

test('why all rows of a run have no figure stands once, below them', () => {
  const { capacity: _, ...cell } = searchCell();
  const why = 'broker 127.0.0.1:1883 unreachable: a CONNACK is required, got: connection refused';
  const row = (metric: string) => ({
    ...cell.slo[0]!,
    metric,
    value: null,
    verdict: 'invalid' as const,
    ok: false,
    why,
    message: `${metric} none: ${why}, required < 100 ms (n = 0)`,
  });
  const slo = [row('publish.ack.p99'), row('delivery.p99')];
  expect(
    cellLines({ ...cell, verdict: 'invalid', slo, reasons: [why], warnings: [], disagreements: [] }).slice(1),
  ).toEqual([
    '  invalid publish.ack.p99 none, required < 100 ms (n = 0)',
    '  invalid delivery.p99 none, required < 100 ms (n = 0)',
    `  ${why}`,
  ]);
});
