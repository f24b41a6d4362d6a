import { describe, expect, test } from 'vitest';
import type { MeasuredHttpRun } from '../../load/http/result.ts';
import { charts } from '../../reporters/charts/charts.ts';
import { changesOf } from '../../reporters/http/single-changes.ts';
import { markdown } from '../../reporters/sections/document.ts';
import { gainOf, improvementsOf } from '../../reporters/sweeps/improvement.ts';
import type { HttpResults } from '../../saved/results.ts';
import { allMetrics } from '../../slo/judge/all-metrics.ts';
import { anObservation } from '../slo/a-run.ts';
import { aHttpRun, type TaskShape } from '../slo/http/a-run.ts';
import { resultsOf, sampleResults } from './sample-results.ts';
import { searchCell } from './sample-search.ts';

const { cells, ...frame } = sampleResults();
const observation = anObservation();

/** Nominal serves 2,000 pages. */
function changeCell(change: string, home: TaskShape): HttpResults['cells'][number] {
  const floor = (change: 'without' | 'with', task: TaskShape): MeasuredHttpRun => {
    const run = aHttpRun({ tasks: { home: task } });
    return { ...run, plan: { ...run.plan, engine: 'autocannon', change } };
  };
  const before = floor('without', { http: [[20, 2000]] });
  const result = floor('with', home);
  const second = Object.entries(allMetrics(result, null)).map(([name, value]) => [`load-2:${name}`, value]);
  return {
    ...cells[0]!,
    title: 'one change at a time',
    parameters: { change },
    metrics: { ...allMetrics(before, null), ...Object.fromEntries(second) },
    runs: [
      { result: before, observation },
      { result, observation },
    ],
  };
}

/** One test that holds two crowds, one after the other. */
function heldTwice(first: TaskShape, second: TaskShape): HttpResults['cells'][number] {
  const runs = [first, second].map((home) => aHttpRun({ tasks: { home, device: { http: [[40, 100]] } } }));
  const metrics = runs.flatMap((run, index) =>
    Object.entries(allMetrics(run, null)).map(([name, value]) => [
      `${index === 0 ? '' : `load-${index + 1}:`}${name}`,
      value,
    ]),
  );
  return {
    ...cells[0]!,
    title: 'two crowds',
    parameters: {},
    slo: [],
    metrics: Object.fromEntries(metrics),
    runs: runs.map((result) => ({ result, observation })),
  };
}

describe('one change at a time', () => {
  const results: HttpResults = {
    ...frame,
    protocol: 'http',
    cells: [
      changeCell('nominal', { http: [[20, 2000]] }),
      changeCell('debug-off', { http: [[20, 3000]] }),
      changeCell('no-gain', { http: [[20, 2000]], failedBy: { refused: 2, status: 1 } }),
    ],
  };

  test('puts every rate beside that of the site without the change, of changes that gave nothing too', () => {
    const rows = changesOf(results)[0]?.changes.map(({ name, rateRatio }) => [name, rateRatio]);
    expect(rows).toEqual([
      ['nominal', 1],
      ['debug-off', 1.5],
      ['no-gain', 1],
    ]);
  });

  test('is not told of a test with one target', () => {
    const cells = results.cells.map((cell) => ({ ...cell, runs: cell.runs.slice(0, 1) }));
    expect(changesOf({ ...results, cells })).toEqual([]);
  });

  test('the percentile chart keeps nominal when there are more changes than it can draw', () => {
    const many = Array.from({ length: 13 }, (_, index) => changeCell(`c-${index}`, {}));
    const drawn = charts({ ...results, cells: [changeCell('nominal', {}), ...many] });
    const curves = drawn.find(({ name }) => name.includes('percentiles'))?.svg;
    expect(curves).toContain('change nominal');
    expect(curves).toContain('change c-12');
    expect(curves).not.toContain('change c-1<');
  });

  test('the report has the sections of HTTP in order, none of MQTT, and counts failures by cause', () => {
    const report = markdown({ ...results, cells: [...results.cells, heldTwice({}, {})] });
    const headings = report.match(/^## .+$/gm)?.map((line) => line.slice(3)) ?? [];
    const wanted = [
      'What was tested',
      'Service level objectives',
      'One change at a time',
      'Analysis',
      'Matrix',
      'Pages accounted for',
    ];
    expect(headings.filter((heading) => wanted.some((start) => heading.startsWith(start)))).toEqual(
      wanted.map((start) => expect.stringContaining(start)),
    );
    expect(report).toContain(
      'more pages a second came with debug-off (1.50 times). 1 change stayed within 10.0 %',
    );
    expect(report).not.toContain('$SYS');
    expect(report).toMatch(/\| +4,003 \| +4,000 \| +3 \| refused 2; status 1 +\|/);
  });

  test('is told in its own section alone, and nothing is said of loads and bottlenecks', () => {
    const drawn = charts(results);
    const report = markdown(results, drawn);
    expect(drawn.map(({ kind }) => kind)).toEqual(['changes', 'percentiles']);
    expect(report).not.toMatch(/## Matrix|CPU, disk and network|bottleneck|at a fixed load/);
    expect(report).toContain('Of 13,003 pages in the measure phases 3 failed');
  });
});

describe('a cell with several runs', () => {
  const cell = heldTwice({ failedBy: { refused: 7 } }, { failedBy: { reset: 2 } });
  const results: HttpResults = { ...frame, protocol: 'http', cells: [cell] };
  const drawn = charts(results);
  const report = markdown(results, drawn);

  test('has the failures of all of them counted', () => {
    expect(report).toContain(
      'Of 4,209 pages in the measure phases 9 failed, most of them (7) in two crowds, load 1: refused (7 times).',
    );
    expect(report).toContain('Of 200 log-ins all succeeded');
  });

  test('has a percentile curve for each', () => {
    const curves = drawn.find(({ kind }) => kind === 'percentiles')?.svg;
    expect(curves).toContain('>two crowds, load 1<');
    expect(curves).toContain('>two crowds, load 2<');
  });

  test('shows p50, p95 and p99 of each task', () => {
    const header = report.slice(report.indexOf('### By task')).split('\n')[2];
    expect(header).toMatch(/response p50 ms +\| +p95 ms +\| +p99 ms +\| +max ms/);
  });
});

test('bounds of several loads say which load they are about', () => {
  const row = { ...cells[0]!.slo[0]!, metric: 'http.p95', required: '< 1s' };
  const slo = [row, { ...row, required: '< 2s', load: 1 }];
  const report = markdown({ ...frame, protocol: 'http', cells: [{ ...heldTwice({}, {}), slo }] });
  expect(report).toMatch(/\| two crowds, load 1 +\| `http\.p95 < 1s`/);
  expect(report).toMatch(/\| two crowds, load 2 +\| `http\.p95 < 2s`/);
  // The same bound of another load is another bound.
  const same = { ...heldTwice({}, {}), slo: [row, { ...row, load: 1 }] };
  const twice = markdown({ ...frame, protocol: 'http', cells: [same] });
  expect(twice.match(/\| two crowds, load [12] +\| `http\.p95 < 1s`/g)).toHaveLength(2);
  expect(twice).toMatch(/Nearest to its bound in load 1: /);
});

test('a bound met several times is shown once, where it came nearest; not met, each time', () => {
  const row = (verdict: 'pass' | 'fail', marginPercent: number, actual: string) =>
    ({ ...cells[0]!.slo[0]!, metric: 'http.p95', required: '< 1s', verdict, marginPercent, actual }) as const;
  const slo = [
    row('pass', 90, '100 ms'),
    row('fail', -10, '1.1 s'),
    row('pass', 20, '800 ms'),
    row('fail', -5, '1.05 s'),
  ];
  const report = markdown({ ...frame, protocol: 'http', cells: [{ ...heldTwice({}, {}), slo }] });
  expect(
    report.match(/^\|.*`http.p95 < 1s`.*$/gm)?.map((line) =>
      line
        .split('|')
        .map((text) => text.trim())
        .slice(3, 8),
    ),
  ).toEqual([
    ['1.1 s', '10.0 % above', expect.any(String), '1', '**fail**'],
    ['800 ms', '20.0 % below', expect.any(String), '2', 'pass'],
    ['1.05 s', '5.0 % above', expect.any(String), '1', '**fail**'],
  ]);
});

describe('improvement', () => {
  const target = { kind: 'container', label: 'LAMPI', version: null, image: null, quota: '1 CPU' } as const;
  const search = (name: string, answer: object) =>
    ({
      ...searchCell(answer),
      title: `${name} > how many users`,
      target: { ...target, configuration: name },
    }) as ReturnType<typeof searchCell>;
  const between = (lower: number, upper: number) => ({
    bounds: 'between',
    lower,
    upper,
    deliveredPerSecond: 1,
  });
  const gain = (after: object) => {
    const [improvement] = improvementsOf(
      resultsOf([search('nominal', between(200, 250)), search('tuned', after)]),
    );
    return improvement && gainOf(improvement);
  };

  test('bounds the gain by the far ends of both answers', () => {
    expect(gain(between(500, 600))).toEqual({ atLeast: 2, atMost: 3 });
  });

  test('has no upper bound where the search after found none', () => {
    expect(gain({ bounds: 'at least', lower: 500, deliveredPerSecond: 1 })).toEqual({
      atLeast: 2,
      atMost: null,
    });
  });

  test('has no bounds where no load held', () => {
    expect(gain({ bounds: 'below', upper: 10 })).toBeNull();
  });

  test('is not told of two searches of one set-up', () => {
    const same = search('nominal', between(200, 250));
    expect(improvementsOf(resultsOf([same, same]))).toEqual([]);
  });

  test('says that no gain is proved where the bounds overlap', () => {
    const results = resultsOf([search('nominal', between(200, 250)), search('tuned', between(240, 300))]);
    expect(markdown(results)).toContain('the bounds overlap, so no gain is proved');
  });
});

test('a bound that many loads of a test met is shown once', () => {
  const row = { ...cells[0]!.slo[0]!, metric: 'http.p95', required: '< 1s', verdict: 'pass' } as const;
  const cell = heldTwice({}, {});
  const many = { ...cell, runs: [...cell.runs, ...cell.runs] };
  const slo = [0, 1, 2, 3].map((load) => ({ ...row, load }));
  const report = markdown({ ...frame, protocol: 'http', cells: [{ ...many, slo }] });
  expect(report.match(/^\|.*`http\.p95 < 1s`.*$/gm)).toEqual([
    expect.stringMatching(/^\| two crowds \|.*\| +4 \| pass +\|$/),
  ]);
});
