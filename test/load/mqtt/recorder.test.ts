import { expect, test } from 'vitest';
import { decodeHistogram } from '../../../load/histogram.ts';
import { Recorder } from '../../../load/mqtt/recorder.ts';

/** Two windows of a second each, and a message in each of them, and one before. */
function recorded(): Recorder {
  const recorder = new Recorder(2);
  recorder.begin({ fromUs: [1e6, 2e6], toUs: [2e6, 3e6] });
  for (const intendedUs of [0.5e6, 1.5e6, 2.5e6]) {
    recorder.sent(intendedUs, 100, intendedUs + 100);
    recorder.acknowledged(intendedUs, intendedUs + 100, intendedUs + 2000);
    recorder.delivered(intendedUs, 100, intendedUs + 3000);
  }
  recorder.count('duplicated', 1.5e6);
  recorder.count('received', 1.5e6);
  return recorder;
}

test('every message is in its window, and all of them in the whole run', () => {
  const { counts, latencies } = recorded().result();
  expect(
    counts.map(({ acknowledged, received, duplicated }) => [acknowledged, received, duplicated]),
  ).toEqual([
    [1, 2, 1],
    [1, 1, 0],
    [3, 4, 1],
  ]);
  const mean = (name: 'publish.ack' | 'publish.ack.service' | 'delivery' | 'delivery.service') =>
    decodeHistogram(latencies[0]![name]!).mean;
  expect(mean('publish.ack')).toBeCloseTo(2000, -1);
  expect(mean('publish.ack.service')).toBeCloseTo(1900, -1);
  expect(mean('delivery')).toBeCloseTo(3000, -1);
  expect(mean('delivery.service')).toBeCloseTo(2900, -1);
});

test('a second counts whatever was sent, acknowledged and received in it, and the next starts afresh', () => {
  const recorder = recorded();
  expect(recorder.takeSecond()).toMatchObject({
    counts: { sent: 3, acknowledged: 3, received: 4 },
    lagMaxUs: 100,
  });
  expect(recorder.takeSecond()).toMatchObject({
    counts: { sent: 0, acknowledged: 0, received: 0 },
    latencies: { ack: [], delivery: [] },
  });
});
