import { expect, test } from 'vitest';
import { subscriptionsOf } from '../../../load/mqtt/group.ts';
import { readPlan } from '../../../load/mqtt/plan-input.ts';
import { Recorder } from '../../../load/mqtt/recorder.ts';
import { SeriesBuilder } from '../../../load/mqtt/series.ts';
import { Subscriber } from '../../../load/mqtt/subscriber.ts';
import { HEADER_WITH_LAG_BYTES, stamp, stampOnce } from '../../../load/payload.ts';
import { parseMetric } from '../../../metrics/parse.ts';

const target = { url: 'mqtt://127.0.0.1:1883', host: '127.0.0.1', port: 1883 };
const planWith = (filter: string) =>
  readPlan(
    {
      groups: {
        devices: { clients: 10, publish: { topic: 'd/{client}', payload: '100B', qos: 1, every: '1s' } },
        recorder: { clients: 1, subscribe: { filter, qos: 1 } },
      },
      warmup: '1s',
      measure: '2s',
      drain: '1s',
    },
    target,
  );

/** A second in which ten messages were sent and acknowledged after `ackMs`, and `received` of them came. */
function second(ackMs: number, { received = 10, missing = 0 } = {}) {
  const devices = new Recorder(1);
  const recorder = new Recorder(1);
  for (let n = 0; n < 10; n++) {
    devices.sent(0, 0, 0);
    devices.acknowledged(0, 0, ackMs * 1000);
  }
  for (let n = 0; n < received; n++) recorder.delivered(0, null, 20_000);
  recorder.overtaken(missing);
  return [devices.takeSecond(), recorder.takeSecond()];
}

const figures = (builder: SeriesBuilder, ...metrics: string[]) =>
  metrics.map((metric) => builder.figures.value(parseMetric(metric)));

test('figures so far are those of the measure phase, of all groups or of one', () => {
  const builder = new SeriesBuilder(planWith('d/+'));
  builder.add(0, second(500));
  expect(figures(builder, 'publish.ack.p99', 'publish.rate', 'lost')).toEqual([null, null, 0]);
  builder.add(1, second(10));
  builder.add(2, second(30, { received: 8, missing: 2 }));
  builder.add(3, second(500));
  const [p50, p99, ofDevices, ofRecorder, mean] = figures(
    builder,
    'publish.ack.p50',
    'publish.ack.p99',
    'devices/publish.ack.p99',
    'recorder/publish.ack.p99',
    'publish.ack.mean',
  );
  expect(p50).toBeCloseTo(10, 0);
  expect(p99).toBeCloseTo(30, 0);
  expect(ofDevices).toBe(p99);
  expect([ofRecorder, mean]).toEqual([null, null]);
  expect(figures(builder, 'publish.rate', 'delivery.rate', 'sent', 'lost', 'devices/lost')).toEqual([
    10,
    9,
    20,
    2,
    null,
  ]);
  expect(builder.figures.offered(parseMetric('publish.rate'))).toBe(10);
  expect(builder.figures.offered(parseMetric('sent'))).toBe(20);
  expect(builder.progress(2)).toMatchObject({ lost: 2, secondsLeft: 1, phase: 'measure' });
});

test('losses are not known before the end where members share a subscription', () => {
  const builder = new SeriesBuilder(planWith('$share/all/d/+'));
  builder.add(1, second(10));
  expect(figures(builder, 'lost')).toEqual([null]);
  expect(builder.progress(1).lost).toBeNull();
});

/** What a subscriber tells of a second in which it got these sequence numbers of one publisher. */
function missingOf(sequences: readonly number[], { shared = false, joinedAtUs = 0 } = {}): number {
  const recorder = new Recorder(1);
  const plan = planWith(shared ? '$share/all/d/+' : 'd/+').groups[1]!;
  const run = { tag: 7, senders: 1, payloads: [], returns: false, expiryUs: Number.POSITIVE_INFINITY };
  const subscriber = new Subscriber(plan, subscriptionsOf(plan), Uint32Array.of(0), recorder, run);
  subscriber.joined(0, joinedAtUs);
  const frame = Buffer.alloc(HEADER_WITH_LAG_BYTES);
  stampOnce(frame, 7, 0);
  for (const sequence of sequences) {
    stamp(frame, 0, frame.length, 1000, sequence, 0);
    subscriber.arrived(0, frame, 0, frame.length, 2000, false);
  }
  return recorder.takeSecond().counts.missing;
}

test('a message that later ones overtook is missing until it comes', () => {
  expect(missingOf([0, 1, 4])).toBe(2);
  expect(missingOf([0, 1, 4, 3, 2])).toBe(0);
});

test('a late subscriber misses nothing of what was sent before it joined, nor a member what the others got', () => {
  expect(missingOf([5, 6, 8], { joinedAtUs: 500 })).toBe(1);
  expect(missingOf([5, 6, 8], { shared: true })).toBe(0);
});
