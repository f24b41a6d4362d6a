/** The first lines of a report: what was found, in one sentence, and its chart. */
import { describe, expect, test } from 'vitest';
import { charts } from '../../reporters/charts/charts.ts';
import { markdown } from '../../reporters/sections/document.ts';
import type { Cell } from '../../saved/cell.ts';
import { cellOf, disturbanceShape, edited, resultsOf, sampleResults, sweepShapes } from './sample-results.ts';
import { bracketed, searchCell } from './sample-search.ts';

const answer = (...cells: Cell[]): string =>
  (markdown(resultsOf(cells)).split('\n## ')[0] ?? '').split('\n').slice(2).join('\n').replaceAll('\\', '');
const at = (index: number): Cell => cellOf(sweepShapes[index]!);

test('a breach is told by its cause: what the target did, before the bounds that were not met', () => {
  const broken = edited(at(7), (run) => {
    Object.assign(run, {
      targetFaults: [
        'devices: the broker closed 1,001 connections, the first 4.0 s after the start of the measure phase',
      ],
    });
  });
  expect(answer(at(4), broken)).toMatch(
    /^\*\*fail\*\* — 4,000 clients, qos 1: devices: the broker closed 1,001 connections, the first 4\.0 s after the start of the measure phase\. publish\.ack\.p99 was 1270 ms, required < 100 ms \(12\.7 times the bound\); 1 further bound was not met\. It passes up to 500 clients\. 1 passed, 1 failed, 0 invalid\.\n/,
  );
});

test('a target that died is worse than one that was late, and each breach has its line', () => {
  const died = edited(cellOf({ ...disturbanceShape, verdict: 'fail' }), (run) => {
    Object.assign(run, { targetDown: 'connection refused' });
  });
  const text = answer(at(4), at(7), died);
  expect(text).toMatch(
    /^\*\*fail\*\* — 1,000 clients come and go: the target was down after the run: connection refused\./,
  );
  expect(text).toContain('\n- telemetry, 4,000 clients, qos 1: publish.ack.p99 was 1270 ms');
});

test('where everything was met, the bound that came nearest is told', () => {
  expect(answer(cellOf({ ...disturbanceShape, title: 'it holds' }))).toMatch(
    /^\*\*pass\*\* — All SLOs are met\. Nearest to its bound: publish\.ack\.p99 was 12\.3 ms, required < 100 ms \(87\.7 % below\)\. 1 passed, 0 failed, 0 invalid\./,
  );
});

test('where something could not be judged, that comes before what was met', () => {
  const text = answer(
    cellOf({ ...sweepShapes[4]!, verdict: 'invalid' }),
    cellOf({ ...disturbanceShape, title: 'it holds' }),
  );
  expect(text).toMatch(/^\*\*invalid\*\* — telemetry, 500 clients, qos 1 could not be judged: /);
  expect(text).toContain('\n- What could be judged is met. Nearest to its bound in it holds: ');
});

test('certificates that nobody checked are told at the top', () => {
  const cell = edited(cellOf({ ...disturbanceShape, title: 'it holds' }), ({ plan }) => {
    Object.assign(plan.groups[0]!.connect, { tls: { ca: null, verify: false } });
  });
  expect(answer(cell)).toContain(
    '\n\n**Certificates were not checked (verify: false) in ‘it holds’: any server could have answered.**',
  );
  expect(answer(at(4))).not.toContain('verify');
});

test('a sweep without a failing load says that none was reached', () => {
  expect(answer(at(4), at(5), at(6))).toMatch(
    /^\*\*pass\*\* — telemetry: all SLOs are met up to 2,000 clients, the highest load that was judged; a load that fails was not reached\./,
  );
});

describe('a search', () => {
  test('that ended at its highest load does not know the capacity', () => {
    const cell = searchCell(
      { bounds: 'at least', lower: 500, deliveredPerSecond: null },
      [
        [500, 'pass'],
        [500, 'pass'],
      ],
      'to holds',
    );
    expect(answer(cell)).toContain(
      'how many devices: the capacity is at least 500 devices. That is the highest load that the search was allowed to try, and it meets all SLOs.',
    );
  });

  test('that ended early says why', () => {
    const course = [
      [500, 'pass'],
      [500, 'pass'],
      [1000, 'fail'],
      [1000, 'invalid'],
      [1000, 'invalid'],
    ] as const;
    const bounds = { bounds: 'at least', lower: 500, deliveredPerSecond: null };
    const cell = searchCell(bounds, course, 'generator limit');
    expect(answer(cell)).toContain(
      'the capacity is at least 500 devices. The search ended because the generator reached its limit.',
    );
    // A trial has failed, so nobody can say that the limit of the target was not reached.
    const svg = charts(resultsOf([cell])).find(({ kind }) => kind === 'load')?.svg;
    expect(svg).toContain('>tidemark: ≥ 500 devices<');
    expect(answer(searchCell(bracketed, undefined, 'does not recover'))).toContain(
      'The search ended early, because the target did not recover.',
    );
  });

  test('whose answer is below what was promised is a breach of that', () => {
    const slo = {
      ...searchCell().capacity!.trials[5]!.slo[0]!,
      metric: 'capacity',
      required: '>= 2000 devices',
      operator: '>=',
      actual: '1,414 to 2,000 devices',
      marginPercent: -29.3,
    } as const;
    expect(answer({ ...searchCell(bracketed), verdict: 'fail', slo: [slo] })).toMatch(
      /^\*\*fail\*\* — how many devices: capacity was 1,414 to 2,000 devices, required >= 2000 devices \(29\.3 % below\)\.[^\n]*\n\n- how many devices: the capacity is 1,414 to 2,000 devices\./,
    );
  });
});

test('the chart of what was found stands above everything else', () => {
  const drawn = charts(sampleResults());
  const head = markdown(sampleResults(), drawn).split('\n## ')[0] ?? '';
  expect(head).toContain('](mqtt-results.telemetry.load.svg)');
  const alone = resultsOf([cellOf({ ...disturbanceShape, title: 'it holds' })]);
  expect(markdown(alone, charts(alone)).split('\n## ')[0]).toContain('](mqtt-results.it-holds.series.svg)');
});

test('a gain has the charts of both searches', () => {
  const search = (name: string, lower: number): Cell => {
    const cell = searchCell({ ...bracketed, lower, upper: lower * 1.1 });
    return { ...cell, title: `${name} > how many`, target: { ...cell.target!, configuration: name } };
  };
  const results = resultsOf([search('nominal', 500), search('tuned', 1000)]);
  const head = markdown(results, charts(results)).split('\n## ')[0] ?? '';
  expect(head).toContain('with tuned and 500 to 550 devices with nominal, 1.82 to 2.20 times as many.');
  expect(head.match(/\]\(mqtt-results\.[a-z-]+\.load\.svg\)/g)).toHaveLength(2);
});

test('tables that are long are folded below their headings', () => {
  const text = markdown(sampleResults());
  for (const heading of [
    'Matrix',
    'Ledger',
    'CPU, disk and network',
    'Broker figures',
    'Environment and subject',
  ])
    expect(text).toMatch(new RegExp(`\\n## ${heading}\\n\\n<details>\\n<summary>`));
  expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0);
});

test('a machine that was busy with other work is named', () => {
  const busy = (idlePercent: number): string => {
    const cell = structuredClone(cellOf({ ...disturbanceShape, title: 'it holds' }));
    const { system } = cell.runs[0]!.observation;
    Object.assign(system!, { cpuIdlePercent: system!.cpuIdlePercent.map(() => idlePercent) });
    return answer(cell);
  };
  expect(busy(5)).toMatch(
    /\n- Other processes used up to 4\d\.\d % of the CPU of this machine, which may have slowed the target\./,
  );
  expect(busy(60)).not.toContain('Other processes');
});

test('a search that could judge nothing says why', () => {
  const invalid = [500, 'invalid'] as const;
  expect(answer(searchCell({ bounds: 'unknown' }, [invalid, invalid, invalid], 'generator limit'))).toMatch(
    /no capacity was found, because the generator reached its limit \(.*agent 0 \(pid 4712\) ended by SIGKILL/,
  );
});
