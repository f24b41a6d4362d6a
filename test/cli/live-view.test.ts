import { expect, test } from 'vitest';
import { liveLine, liveLines } from '../../cli/live-view.ts';
import type { Standing } from '../../reporters/vitest/standing.ts';
import { columnsOf } from '../../text/columns.ts';

const progress = {
  phase: 'measure',
  secondsInPhase: 12,
  phaseSeconds: 30,
  secondsLeft: 20,
  clients: 1000,
  connected: 998,
  protocol: 'mqtt',
  sentPerSecond: 2000,
  receivedPerSecond: 1998,
  p99Ms: 11.9,
  lost: 3,
} as const;

const standing: Standing = {
  title: '1,000 devices report twice a second and nothing is lost',
  done: 0,
  total: 1,
  progress,
  nearest: { metric: 'delivery.p99', value: 12, unit: 'ms', bound: '< 150ms', kept: true },
  runLeftMs: null,
  search: null,
};

const search = {
  axis: 'devices',
  unit: '',
  trial: 7,
  load: 566,
  purpose: 'search',
  lower: 400,
  upper: 800,
} as const;

test('80 columns keep the time left, rate, p99, losses and the SLO nearest to its bound; the title is shortened', () => {
  expect(liveLines(standing, 79)).toEqual([
    '20 s left · 2,000/s sent · p99 11.9 ms · lost 3 · delivery.p99 12 ms (< 150 ms)',
    '1,000 devices report… and nothing is lost · measure 12/30 s · 998/1,000 clients',
  ]);
});

test('120 columns have room for what is received, and for more of the title', () => {
  const [, second] = liveLines(standing, 119);
  expect(second).toMatch(
    /^1,000 devices report twice.+ · measure 12\/30 s · 998\/1,000 clients · 1,998\/s received$/,
  );
});

test.each([20, 40, 60, 79, 100, 119, 200])('no line is wider than %i columns', (columns) => {
  const long: Standing = {
    ...standing,
    title: '一秒に二回の報告 '.repeat(12),
    nearest: {
      metric: 'devices-on-the-third-floor/publish.ack.service.p99.9',
      value: 1234,
      unit: 'ms',
      bound: '< 100ms',
      kept: false,
    },
    search: { ...search, purpose: 'recovery' },
    runLeftMs: 90_000,
  };
  for (const line of liveLines(long, columns)) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
});

test('a long metric loses its beginning, never its value or its bound', () => {
  const nearest = {
    metric: 'devices-on-the-third-floor/publish.ack.p99',
    value: 180,
    unit: 'ms',
    bound: '< 100ms',
    kept: false,
  };
  expect(liveLines({ ...standing, nearest }, 79)[0]).toMatch(
    /^20 s left · 2,000\/s · p99 11\.9 ms · lost 3 · ….*ack\.p99 180 ms \(not < 100 ms\)$/,
  );
});

test('a search says which trial is under way, its load and the bounds so far', () => {
  const [, second] = liveLines({ ...standing, search }, 79);
  expect(second).toBe('1,000 devices …thing is lost · trial 7: 566 devices · so far 400 to 800 devices');
  expect(liveLine({ ...standing, search: { ...search, purpose: 'recovery', upper: null } })).toContain(
    ' · trial 7: 566 devices (recovery) · so far >= 400 devices · measure 12/30 s · ',
  );
  const first = { ...search, trial: 1, lower: null, upper: null };
  expect(liveLine({ ...standing, search: first })).toContain(' · trial 1: 566 devices · measure 12/30 s · ');
});

test('a sweep says which test is under way, and how long the rest takes', () => {
  const sweep = { ...standing, done: 2, total: 6, runLeftMs: 200_000 };
  expect(liveLines(sweep, 119)[1]).toMatch(/^3\/6 1,000 .+ · whole run: about 3:20 min left$/);
  expect(liveLines({ ...sweep, total: null }, 119)[1]).toMatch(/^3 1,000 /);
});

test('a site is told in users and answers', () => {
  const http = { ...progress, protocol: 'http' as const };
  expect(liveLine({ ...standing, progress: http })).toMatch(
    / · 998\/1,000 users · .*1,998\/s answered · p99 11.9 ms · failed 3 · /,
  );
});

test('clients that still connect are counted, and no rate is shown yet', () => {
  const connecting = { ...progress, phase: 'connect', secondsLeft: null, p99Ms: null, lost: null } as const;
  expect(liveLines({ ...standing, progress: connecting, nearest: null }, 79)).toEqual([
    'connecting for 12 s · 998/1,000 clients',
    '1,000 devices report twice a second and nothing is lost',
  ]);
});

test.each([
  [59.2, '1:00 min left'],
  [125, '2:05 min left'],
  [3725, '1:02:05 h left'],
])('%d s are shown as %s', (secondsLeft, text) => {
  expect(liveLines({ ...standing, progress: { ...progress, secondsLeft } }, 119)[0]).toContain(text);
});

test('control characters of a title are shown, not sent to the terminal', () => {
  const [, second] = liveLines({ ...standing, title: 'two\nlines \u001b[2J' }, 119);
  expect(second).toMatch(/^two\\nlines \\x1b\[2J · /);
});
