import { describe, expect, test } from 'vitest';
import { charts } from '../../reporters/charts/charts.ts';
import { markdown } from '../../reporters/sections/document.ts';
import { deliveredIn } from '../../reporters/sweeps/delivered.ts';
import type { Cell } from '../../saved/cell.ts';

import { resultsOf } from './sample-results.ts';
import { searchCell } from './sample-search.ts';

const metric = (value: number, n = 1000, unit = '/s') => ({ value, unit, n });
const offered = metric(1000);
const sent = metric(900);
const acknowledged = metric(5000, 10_000, '');
const received = metric(96, 20_000, '%');

const said = (metrics: Parameters<typeof deliveredIn>[0]) => {
  const delivered = deliveredIn(metrics);
  return delivered && [delivered.perSecond, delivered.by.name];
};

test('what got through is told by the best account there is', () => {
  const all = { 'publish.rate': sent, 'publish.offered': offered, acknowledged, 'broker.received': received };
  expect(said({ ...all, 'delivery.rate': metric(3000) })).toEqual([3000, 'delivered']);
  expect(said(all)).toEqual([960, 'received by the broker']);
  const { 'broker.received': _, ...uncounted } = all;
  expect(said(uncounted)).toEqual([500, 'acknowledged']);
  expect(said({ 'publish.rate': sent, 'publish.offered': offered })).toEqual([900, 'sent']);
  expect(said({ 'http.rate': metric(40) })).toEqual([40, 'served']);
  expect(said({})).toBeNull();
});

test('a broker that received nothing let nothing through', () => {
  const metrics = { 'publish.offered': offered, 'publish.rate': sent, 'broker.received': metric(0) };
  expect(said(metrics)).toEqual([0, 'received by the broker']);
});

/** A search of publishers alone; a file whose trials say what was sent is told by the same accounts. */
function upstreamOnly(account: 'broker.received' | 'acknowledged' | null): Cell {
  const cell = searchCell();
  const kept = Object.entries(cell.metrics).filter(
    ([name]) => !/^(load-\d+:)?(delivery|received|lost|acknowledged|broker)/.test(name),
  );
  const known = cell.runs.map((_, run) => {
    const name = `${run === 0 ? '' : `load-${run + 1}:`}${account}`;
    return [name, account === 'acknowledged' ? metric(50, 100, '') : metric(50, 100, '%')] as const;
  });
  return { ...cell, metrics: Object.fromEntries([...kept, ...(account === null ? [] : known)]) };
}

describe('the report of a search without subscribers says what it counts', () => {
  const reportOf = (account: Parameters<typeof upstreamOnly>[0]) => {
    const results = resultsOf([upstreamOnly(account)]);
    const drawn = charts(results).filter(({ kind }) => kind === 'load');
    return { text: markdown(results), svg: drawn.map(({ svg }) => svg).join() };
  };

  test("the broker's own count", () => {
    const { text, svg } = reportOf('broker.received');
    expect(text).toMatch(/\| how many devices .*\| +118 \| received by the broker /);
    expect(text).toContain("What got through follows from the broker's own count (`$SYS`)");
    expect(text).toMatch(/\| trial .*\| received by the broker \/s \|/);
    expect(text).toContain('At 1,414 devices 118 a second were received by the broker, by its own count.');
    expect(svg).toContain('received by the broker');
  });

  test('acknowledgements', () => {
    const { text, svg } = reportOf('acknowledged');
    expect(text).toMatch(/\| how many devices .*\| +118 \| acknowledged /);
    expect(text).toContain('At 1,414 devices 118 a second were acknowledged.');
    expect(svg).toContain('acknowledged');
  });

  test('what was sent, which is no proof', () => {
    const { text, svg } = reportOf(null);
    expect(text).toMatch(/\| how many devices .*\| +236 \| sent /);
    expect(text).toContain('It is assumed that what was sent got through.');
    expect(text).toContain('were sent, and it was not counted what arrived');
    expect(svg).not.toContain('delivered');
  });
});
