import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reportOf } from '../../reporters/output/report.ts';
import { markdown } from '../../reporters/sections/document.ts';
import { readResults } from '../../saved/read-results.ts';
import type { Results } from '../../saved/results.ts';
import { judge } from '../../slo/judge/judge.ts';
import { slo } from '../../slo/promise.ts';
import { anObservation, aRun, devices } from '../slo/a-run.ts';
import { aHttpRun } from '../slo/http/a-run.ts';
import { cellOf, resultsOf } from './sample-results.ts';

const SECONDS = 12 * 3600;

/** Each series of numbers as long as the run. */
function stretched(data: unknown): unknown {
  if (Array.isArray(data)) {
    const series = data.length > 1 && data.every((one) => one === null || typeof one === 'number');
    return series
      ? Array.from({ length: SECONDS }, (_, second) => data[second % data.length])
      : data.map(stretched);
  }
  if (data === null || typeof data !== 'object') return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, stretched(value)]));
}

test('a run of twelve hours has a report, and charts of a bounded size', () => {
  const path = new URL('../saved/kept/mqtt-results.json', import.meta.url);
  const { integrity: _, ...saved } = JSON.parse(readFileSync(path, 'utf8'));
  const [run] = saved.cells[0].runs;
  run.result.series = stretched(run.result.series);
  run.result.plan.measureMs = 1000 * SECONDS;
  for (const observed of ['system', 'target', 'agents'])
    run.observation[observed] = stretched(run.observation[observed]);
  const { files } = reportOf(readResults(JSON.stringify(saved)));
  expect(files.map(({ name }) => name)).toContainEqual(expect.stringMatching(/\.series\.svg$/));
  for (const { name, text } of files) expect(text.length, name).toBeLessThan(500_000);
  const chart = files.find(({ name }) => name.endsWith('.series.svg'))?.text;
  expect(/in steps of \d+ s/.exec(chart ?? '')?.[0]).toBe('in steps of 55 s');
  expect(chart).toContain('p99 ms (highest)');
  expect(chart).toContain('messages /s (mean)');
});

test('of a thousand loads two hundred are drawn, first those that did not pass, and the report says so', () => {
  const cell = cellOf({ clients: 500, qos: 1, verdict: 'pass', medianMs: 1 });
  const cells = Array.from({ length: 1000 }, (_, index): typeof cell => ({
    ...cell,
    verdict: index === 999 ? 'fail' : 'pass',
    parameters: { clients: index + 1 },
    runs: cell.runs.map((run) => ({
      ...run,
      result: { ...run.result, series: { firstSecond: 0, groups: {} } },
    })),
  }));
  const { files } = reportOf(resultsOf(cells));
  const drawn = files.filter(({ name }) => name.endsWith('.series.svg'));
  expect(drawn).toHaveLength(200);
  expect(drawn.at(-1)?.name).toContain('1000-clients');
  expect(files[0]?.text).toContain('Drawn are 200 of 1,000 loads, first those that did not pass.');
});

test('the report of a load in which each of 100,000 clients lost messages lists a hundred', () => {
  const cell = structuredClone(cellOf({ clients: 500, qos: 1, verdict: 'fail', medianMs: 1, lost: 9 }));
  const [result] = cell.runs.map((run) => run.result);
  const losers = Array.from({ length: 100_000 }, (_, client) => ({
    client: `devices-${client}`,
    owed: 9,
    lost: 9,
    silent: true,
  }));
  Object.assign(result?.status === 'measured' ? result.ledger : {}, { losers });
  const text = markdown(resultsOf([cell]));
  expect(text).toContain('The first 100 of 100,000 publishing clients with losses');
  expect(text.length).toBeLessThan(50_000);
});

test('a run of forty hours is judged', () => {
  const seconds = 40 * 3600;
  const connected = Array.from({ length: seconds }, () => 10);
  const promise = slo({ 'target.memory_per_connection': '< 1GB' });
  const mqtt = aRun({ groups: { devices: devices({ series: { connected } }) }, seconds });
  const http = aHttpRun({ tasks: { home: {} } });
  const long = { ...http, series: { ...http.series, users: connected } };
  const observation = anObservation();
  expect(() => judge(mqtt, promise, { observation })).not.toThrow();
  expect(() => judge(long, promise, { observation })).not.toThrow();
});

test('how long a run took is told by a clock that nobody sets', () => {
  const took = (run: Partial<Results>) =>
    /\| took +\| ([^|]*?) +\|/.exec(markdown({ ...resultsOf([]), ...run }))?.[1];
  const back = { startedAt: '2026-03-02T12:00:00.000Z', finishedAt: '2026-03-01T12:00:30.000Z' };
  expect(took({ ...back, durationMs: 30_000 })).toBe('30.0 s');
  expect(took(back)).toBe('–');
  expect(markdown({ ...resultsOf([]), ...back, clockStepsMs: [-86_400_000] })).toContain(
    'set back by 24 hours while the tests ran; seconds and durations follow one that nobody sets',
  );
});
