import { expect, test } from 'vitest';
import { charts } from '../../reporters/charts/charts.ts';
import { markdown } from '../../reporters/sections/document.ts';
import type { MachineOfTarget } from '../../saved/observation.ts';
import type { Verdict } from '../../saved/slo-row.ts';

import { sampleCharts } from './sample-charts.ts';
import {
  cellOf,
  disturbanceShape,
  editedResults,
  metricsOf,
  resultsOf,
  sampleResults,
  sweepShapes,
} from './sample-results.ts';
import { asRecords, tableOf } from './table-of.ts';

const sample = sampleResults();
const drawn = sampleCharts;
const report = markdown(sample, drawn);

test('the first line after the title is the answer: the verdict, the worst breach, and how many tests passed', () => {
  expect(report.split('\n').slice(0, 3)).toEqual([
    '# MQTT results',
    '',
    String.raw`**fail** — telemetry, 4,000 clients, qos 1: publish.ack.p99 was 1270 ms, required \< 100 ms (12.7 times the bound); 1 further bound was not met. It passes up to 2,000 clients. 7 passed, 1 failed, 1 invalid.`,
  ]);
});

test('the sections stand in their order', () => {
  expect(report.match(/^## .*/gm)).toEqual([
    '## What was tested',
    '## Service level objectives',
    '## Analysis',
    '## Matrix',
    '## Windows',
    '## Ledger',
    '## Bottleneck',
    '## CPU, disk and network',
    '## Broker figures',
    '## Charts',
    '## Environment and subject',
    '## Reproduce',
  ]);
});

test('every bound has its rule, what was measured, margin, n and verdict', () => {
  const row = asRecords(tableOf(report, 'Service level objectives')).find(
    ({ cell, rule }) => cell === 'telemetry, 4,000 clients, qos 1' && rule?.includes('p99'),
  );
  expect(row).toEqual({
    cell: 'telemetry, 4,000 clients, qos 1',
    rule: '`publish.ack.p99 < 100ms`',
    measured: '1270 ms',
    margin: '12.7 times the bound',
    n: '20,000',
    verdict: '**fail**',
  });
});

test('the matrix has one row a cell, in the order of the run, with the invalid one in its place', () => {
  const rows = asRecords(tableOf(report, 'Matrix'));
  expect(rows).toHaveLength(9);
  expect(rows[3]).toMatchObject({
    clients: '4,000',
    qos: '0',
    'achieved msg/s': '–',
    'ack p99 ms': '–',
    lost: '–',
    bottleneck: '–',
    verdict: '**invalid**',
  });
  expect(rows[7]).toMatchObject({
    clients: '4,000',
    'offered msg/s': '667',
    lost: '12',
    bottleneck: 'target',
    verdict: '**fail**',
  });
});

test('no table cell is empty, and figures stand right', () => {
  for (const line of report.split('\n').filter((text) => text.startsWith('|'))) {
    expect(line).not.toMatch(/\|\s*\|/);
  }
  expect(report).toContain('| ----------: |');
});

test('latencies are those of the histograms', () => {
  const rows = asRecords(tableOf(report, 'Latency'));
  const p99 = (index: number): number => Number(rows[index]?.['delivery p99 ms']?.replace(',', ''));
  // Log-normal with sigma 0.6: p99 = median x e^(0.6 x 2.326), about 4.04; delivery is 1.1 x slower.
  expect(p99(0) / (0.9 * 1.1 * 4.04)).toBeCloseTo(1, 0);
  expect(p99(7) / (310 * 1.1 * 4.04)).toBeCloseTo(1, 0);
});

test('a message of QoS 0 has no acknowledgement, which is not the same as none acknowledged', () => {
  const rows = asRecords(tableOf(report, 'Messages'));
  expect(rows[0]).toMatchObject({ sent: '2,667', acknowledged: '–', lost: '0' });
  expect(rows[4]).toMatchObject({ acknowledged: '2,667' });
});

test('CPU time taken by the host is shown from 1 % on', () => {
  const stolen = (percent: number) =>
    editedResults(({ cells }) => {
      const { system } = cells[0]!.runs[0]!.observation;
      Object.assign(system!, { cpuStolenPercent: system!.cpuIdlePercent.map(() => percent) });
    });
  const row = (percent: number) => asRecords(tableOf(markdown(stolen(percent)), 'CPU, disk and network'))[0];
  expect(row(15)).toMatchObject({ 'most stolen CPU %': '15.0' });
  expect(row(0.9)).not.toHaveProperty('most stolen CPU %');
  expect(report).not.toContain('stolen');
});

test('the quota of the target and what other processes used stand beside the CPU of the machine', () => {
  const others = (idlePercent: number) =>
    editedResults(({ cells }) => {
      for (const { runs } of cells) {
        const { system } = runs[0]!.observation;
        Object.assign(system!, { cpuIdlePercent: system!.cpuIdlePercent.map(() => idlePercent) });
      }
      Object.assign(cells[0]!.target!, { quota: '0.5 CPU' });
    });
  const used = (results: typeof sample) =>
    Number(asRecords(tableOf(markdown(results), 'CPU, disk and network'))[0]?.['other processes CPU %']);
  // Of two cores target and agent use some 22 % of one.
  expect(used(others(20))).toBeGreaterThan(65);
  expect(used(others(20))).toBeLessThan(72);
  expect(used(others(95))).toBe(0);
  const text = markdown(others(20));
  expect(asRecords(tableOf(text, 'CPU, disk and network')).map((row) => row['target quota'])).toContain(
    '0.5 CPU',
  );
  expect(text).toMatch(/Other processes, .* used up to 6\d\.\d % of the CPU \(in /);
});

test('windows are shown for the cell that has them', () => {
  const rows = asRecords(tableOf(report, 'Windows'));
  expect(rows.map((row) => [row.window, row['from–to s'], row['achieved msg/s']])).toEqual([
    ['measure', '0–60', '500'],
    ['before', '0–20', '500'],
    ['during', '20–40', '450'],
    ['after', '40–60', '500'],
  ]);
  expect(markdown(resultsOf(sweepShapes.map(cellOf)))).not.toContain('## Windows');
});

test('clients with losses are named, silent ones marked, and at most a hundred are shown', () => {
  expect(asRecords(tableOf(report, 'Ledger'))[0]).toMatchObject({
    client: '`devices-17`',
    lost: '5',
    silent: 'yes',
  });
  const losers = Array.from({ length: 130 }, (_, n) => ({
    client: `d${n}`,
    owed: 2,
    lost: 1,
    silent: false,
  }));
  const many = editedResults((results) => {
    const result = results.cells[7]?.runs[0]?.result;
    if (result?.status === 'measured') Object.assign(result.ledger, { losers });
  });
  expect(tableOf(markdown(many), 'Ledger')).toHaveLength(101);
  expect(markdown(many)).toContain('The first 100 of 130 publishing clients with losses');
});

test('where the broker counts otherwise, it is printed; where it counts the same, that is said', () => {
  expect(report).toContain('- the broker dropped 10 messages by its own count, the ledger counts 12 lost');
  expect(markdown(resultsOf([cellOf(disturbanceShape)]))).toContain(
    "The broker's own counters agree with the ledger in every test.",
  );
});

test('key figures of the broker have their meaning, and the others are named', () => {
  expect(tableOf(report, 'Broker figures')[0]).toContain('`publish/messages/dropped`');
  expect(report).toContain('- `heap/current size`: heap in use, bytes');
  expect(report).toContain('`$SYS/broker/uptime`');
});

test('every chart is linked by the name of its file', () => {
  for (const { name } of drawn) expect(report).toContain(`](${name})`);
});

test('the command to reproduce is there as it was given, without its password', () => {
  const command = 'npx tidemark run --broker mqtt://u:s3cret@h --for 30s';
  expect(markdown({ ...sample, command })).toContain(
    '```sh\nnpx tidemark run --broker mqtt://u:***@h --for 30s\n```',
  );
  expect(markdown({ ...sample, command })).not.toMatch(/s3cret|hunter2/);
});

test('what could not be observed is said once, with how to have it', () => {
  const line = 'sar is missing: apt-get install sysstat';
  const without = editedResults((results) => {
    for (const cell of results.cells) {
      for (const { observation } of cell.runs)
        Object.assign(observation, { system: null, target: null, broker: null, missing: [line] });
      Object.assign(cell, { disagreements: [], metrics: metricsOf(cell) });
    }
  });
  const text = markdown(without);
  expect(text.split(line)).toHaveLength(2);
  expect(asRecords(tableOf(text, 'Matrix'))[0]).toMatchObject({
    'target CPU %': '–',
    'target memory MiB': '–',
  });
  expect(text).toContain('The machine was not observed at any of these points');
  expect(text).toContain("The broker's own counters were not available");
});

test('a target that runs elsewhere has a table of its machines, or a line that says how to have one', () => {
  const elsewhere = (machines?: MachineOfTarget[]) =>
    editedResults((results) => {
      for (const { observation } of results.cells.flatMap(({ runs }) => runs))
        Object.assign(observation, { elsewhere: true, ...(machines && { machines }) });
    });
  expect(markdown(elsewhere())).toContain('The target ran on another machine, which was not observed.');
  const { system } = sample.cells[0]!.runs[0]!.observation;
  const machine = { ...system!, name: 'db1:9100', cores: 8, networkBusyPercent: [] };
  const text = markdown(elsewhere([machine]));
  expect(text).toContain("The target's machines, as their exporters tell:");
  expect(text).toMatch(/\| machine +\| +CPUs \| +CPU idle %/);
  expect(text).toMatch(/\| db1:9100 +\| +8 \| +\d+\.\d/);
  expect(text).not.toContain('which was not observed');
});

test('titles and reasons cannot break the page', () => {
  const nasty = 'a|b <script>alert(1)</script> `x` [l](u)\n| c *d*';
  const cell = cellOf({
    ...(sweepShapes[7] as (typeof sweepShapes)[number]),
    title: nasty,
    suite: 'other.slo.ts',
  });
  const text = markdown(resultsOf([...sample.cells, { ...cell, reasons: [nasty] }]));
  expect(text).not.toMatch(/(?<!\\)<script>/);
  const widths = tableOf(text, 'Matrix').map((row) => row.length);
  expect(new Set(widths).size).toBe(1);
});

test.each<Verdict>(['pass', 'fail', 'invalid'])(
  'one plain test that is a %s makes a whole report',
  (verdict) => {
    const cell = cellOf({ ...disturbanceShape, verdict, title: 'it holds' });
    const text = markdown(resultsOf([cell]), charts(resultsOf([cell])));
    expect(text).toContain(
      `**${verdict}** — ${{ pass: 'All SLOs are met.', fail: 'it holds: no reason was recorded.', invalid: 'it holds could not be judged: ' }[verdict]}`,
    );
    expect(tableOf(text, 'Matrix')[1]?.[0]).toBe('it holds');
    expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/);
  },
);

test('a run in which nothing was started, and one without cells, make whole reports too', () => {
  const unstarted = sample.cells.map((cell) => ({
    ...cell,
    verdict: 'invalid' as const,
    runs: [],
    slo: [],
    metrics: {},
    target: null,
    reasons: ['Docker is required; it is absent. Install it.'],
  }));
  for (const results of [
    resultsOf(unstarted),
    resultsOf([]),
    { ...resultsOf([]), finishedAt: null, interrupted: true },
  ]) {
    const text = markdown(results, charts(results));
    expect(text).toMatch(/^# MQTT results\n\n\*\*invalid\*\* — /);
    expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/);
    expect(charts(results)).toEqual([]);
  }
});

test('figures are those that were saved, of each load of a cell', () => {
  const cell = cellOf(sweepShapes[4] as (typeof sweepShapes)[number]);
  const two = {
    ...cell,
    runs: [...cell.runs, ...structuredClone(cell.runs)],
    metrics: {
      'connect.rate': { value: 726, unit: '/s', n: 500 },
      'target.cpu': { value: 13, unit: '%', n: 30 },
      'load-2:connect.rate': { value: 900, unit: '/s', n: 500 },
    },
  };
  expect(asRecords(tableOf(markdown(resultsOf([two])), 'Matrix'))).toMatchObject([
    { loop: 'open', 'connects/s': '726', 'target CPU %': '13.0', 'ack p99 ms': '–' },
    { loop: 'open', 'connects/s': '900', 'target CPU %': '–' },
  ]);
});
