import { expect, test } from 'vitest';
import { markdown } from '../../reporters/sections/document.ts';
import { editedResults, sampleResults } from './sample-results.ts';
import { asRecords, tableOf } from './table-of.ts';

const report = markdown(sampleResults());

test('a closed loop is labelled, and so is one that the generator bounds', () => {
  const closed = editedResults((results) => {
    for (const { runs } of results.cells)
      for (const { result } of runs)
        Object.assign(result.generator, { loop: 'closed', generatorBound: true });
  });
  const text = markdown(closed);
  expect(asRecords(tableOf(text, 'Matrix'))[4]).toMatchObject({
    loop: 'closed, generator-bound',
    'offered msg/s': '–',
    'achieved msg/s': '83.3',
  });
  expect(asRecords(tableOf(text, 'Resources'))[4]).toMatchObject({
    pacing: 'poll',
    'schedule lag p99 ms': '–',
  });
  expect(text).toContain('Generator-bound: ');
  expect(text).toContain('Response time: in a closed loop from when it was written.');
});

test('each breach is told once, with its own verdict', () => {
  const told = editedResults((results) => {
    Object.assign(results.cells[7] ?? {}, { reasons: ['a stray error'] });
  });
  const text = markdown(told);
  const shown = asRecords(tableOf(text, 'Service level objectives')).slice(0, 5);
  expect(shown.map(({ cell, rule, verdict }) => [cell?.slice(-5), rule?.slice(1, 6), verdict])).toEqual([
    ['qos 0', 'deliv', '**invalid**'],
    ['qos 0', 'lost ', '**invalid**'],
    ['qos 1', 'publi', '**fail**'],
    ['qos 1', 'lost ', '**fail**'],
    ['qos 1', 'publi', 'pass'],
  ]);
  // What a row says is said nowhere else.
  expect(text.match(/^- .*\*\*(fail|invalid)\*\*: .*/gm)).toEqual([
    expect.stringMatching(/qos 1: \*\*fail\*\*: a stray error/),
  ]);
});

test('unexpected deliveries have a column when there are any', () => {
  const unowed = editedResults((results) => {
    const result = results.cells[0]?.runs[0]?.result;
    if (result?.status === 'measured') Object.assign(result.ledger, { unowed: 3 });
  });
  expect(asRecords(tableOf(markdown(unowed), 'Messages'))[0]).toMatchObject({ unexpected: '3' });
  expect(report).not.toContain('unexpected');
});

test('what slow consumers left unread is told, with how much of it the broker says it dropped', () => {
  const slow = editedResults((results) => {
    const run = results.cells[0]?.runs[0];
    if (run?.result.status === 'measured') Object.assign(run.result.ledger, { unread: 300 });
    Object.assign(run?.observation.broker ?? {}, { publishDropped: 120 });
  });
  const text = markdown(slow);
  expect(asRecords(tableOf(text, 'Messages'))[0]).toMatchObject({ unread: '300' });
  expect(text).toContain('300 deliveries; the broker counts 120 messages as dropped');
  expect(text).toContain('Slow consumers had not taken 300 of them at the end');
  expect(report).not.toMatch(/unread|Slow consumers/);
});

test('of a shared subscription the ledger tells how evenly its members got messages', () => {
  const shared = editedResults((results) => {
    const result = results.cells[0]?.runs[0]?.result;
    if (result?.status === 'measured')
      Object.assign(result.windows.measure?.groups.recorder ?? {}, {
        share: { members: 3, least: 900, mean: 1000, median: 1000, most: 1100, fairness: 0.9934 },
      });
  });
  expect(asRecords(tableOf(markdown(shared), 'Shared subscriptions'))).toEqual([
    {
      cell: expect.stringContaining('500 clients'),
      group: '`recorder`',
      members: '3',
      least: '900',
      median: '1,000',
      most: '1,100',
      fairness: '0.993',
    },
  ]);
  expect(report).not.toContain('Shared subscriptions');
});

test('what the target did wrong stands in the ledger', () => {
  const wrong = editedResults((results) => {
    Object.assign(results.cells[0]?.runs[0]?.result ?? {}, { targetFaults: ['closed 3 connections'] });
  });
  expect(markdown(wrong)).toContain(
    'What the target did wrong:\n\n- telemetry, 500 clients, qos 0: closed 3 connections\n',
  );
});

test('topics that carry an id of the broker are named once, and its numbers are written as all others', () => {
  const many = editedResults((results) => {
    results.cells.forEach(({ runs }, index) => {
      const broker = runs[0]?.observation.broker;
      Object.assign(broker ?? {}, {
        other: [`$SYS/0000000${index}-c226-4d00-8ba7-89252eeb3453/new/clients`],
      });
    });
  });
  expect(markdown(many)).toContain('Other topics, which no verdict depends on: `$SYS/+/new/clients`.');
  expect(asRecords(tableOf(report, 'Broker figures'))[0]).toMatchObject({
    '`heap/current size`': '4,450,000',
  });
});
