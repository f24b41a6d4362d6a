import { expect, test } from 'vitest';
import { parseMetric } from '../../../metrics/parse.ts';
import type { BrokerFigures } from '../../../saved/observation.ts';
import { open } from '../../../slo/judge/opened.ts';
import { anObservation, aRun, devices, recorder } from '../a-run.ts';

const broker = (publishDropped: number | null): BrokerFigures => ({
  version: 'mosquitto version 2.0.11',
  publishReceived: 1000,
  publishSent: 1900,
  publishDropped,
  held: [],
  key: [],
  other: [],
});

/** Of 1,000 messages a slow consumer missed 20, and left 300 unread. */
function lost(metric: string, dropped: number | null) {
  const run = aRun({
    groups: {
      devices: devices({ counts: { sent: 1000 } }),
      fast: recorder({ counts: { owed: 1000, received: 1000, lost: 0 } }),
      slow: recorder({ counts: { owed: 1000, received: 680, lost: 20, unread: 300 } }),
    },
    ledger: { owed: 2000, received: 1680, lost: 20, unread: 300 },
  });
  const { group, definition } = parseMetric(metric);
  const part = open(run, anObservation({ broker: broker(dropped) })).part('measure', group);
  return 'missing' in part ? part : part.measure(definition);
}

test.each([
  [20, 20],
  [120, 120],
  // It may have dropped messages for others, too: no more are lost than did not come.
  [5000, 320],
  // What is missing between two messages is lost, whatever the broker says.
  [0, 20],
])('the broker dropped %d for a slow consumer: %d are lost', (dropped, value) => {
  expect(lost('lost', dropped)).toMatchObject({ value, n: 2000 });
});

test('without the count of the broker nobody knows what became of unread messages', () => {
  expect(lost('lost', null)).toMatchObject({
    missing: expect.stringContaining('300 deliveries were unread at the end: they wait for a slow consumer'),
  });
});

test('a slow group has the losses that its gaps show, unless the broker dropped more', () => {
  expect(lost('slow/lost', 20)).toMatchObject({ value: 20, n: 1000 });
  expect(lost('slow/lost', 21)).toMatchObject({
    missing: expect.stringContaining('require lost of the measure phase without naming a group'),
  });
});

test('a fast group beside it has its own losses alone', () => {
  expect(lost('fast/lost', 5000)).toMatchObject({ value: 0, n: 1000 });
  expect(lost('fast/lost', null)).toMatchObject({ value: 0, n: 1000 });
});
