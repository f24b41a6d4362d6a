import { expect, test } from 'vitest';
import { cellLines, standingLine } from '../../cli/printed-lines.ts';
import { searchCell } from '../reporters/sample-search.ts';

const progress = {
  phase: 'measure',
  secondsInPhase: 12,
  phaseSeconds: 30,
  clients: 566,
  connected: 566,
  protocol: 'mqtt',
  sentPerSecond: 94,
  receivedPerSecond: 94,
  p99Ms: 1.2,
} as const;

test('the live line of a search has the trial, its load and the bounds so far', () => {
  const search = { axis: 'devices', unit: '', trial: 7, load: 566, lower: 400, upper: 800 } as const;
  const standing = { title: 'how many', done: 0, total: 1, progress };
  expect(standingLine({ ...standing, search: { ...search, purpose: 'search' } })).toMatch(
    /^1\/1 how many · trial 7 at 566 devices, 400 to 800 devices so far · measure 12\/30 s · /,
  );
  expect(standingLine({ ...standing, search: { ...search, purpose: 'recovery', upper: null } })).toContain(
    'trial 7 at 566 devices (recovery), >= 400 devices so far',
  );
  expect(standingLine({ ...standing, search: null })).toMatch(/^1\/1 how many · measure 12\/30 s/);
});

test('the live line of a site speaks of users and requests', () => {
  const standing = { title: 'pages', done: 0, total: 1, search: null };
  expect(standingLine({ ...standing, progress: { ...progress, protocol: 'http' } })).toContain(
    '566/566 users · 94/s requests · 94/s answers',
  );
});

test('a finished search is its verdict, its bounds and why it ended', () => {
  expect(cellLines(searchCell()).slice(0, 2)).toEqual([
    expect.stringMatching(/^PASS {4}how many devices/),
    '  capacity 1,414 to 2,000 devices: width reached, 10 trials',
  ]);
});

test('a cell without a bound passes, and says that nothing was judged', () => {
  const { capacity: _, ...cell } = searchCell();
  expect(cellLines({ ...cell, slo: [], warnings: [], disagreements: [] }).at(-1)).toMatch(
    /^ {2}note: no bound was judged/,
  );
  expect(cellLines({ ...searchCell(), slo: [] }).join()).not.toContain('no bound');
});
