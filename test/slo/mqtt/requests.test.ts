/** Whose doing it is when requests have no reply in time. */
import { describe, expect, test } from 'vitest';
import type { PromiseInput } from '../../../slo/promise.ts';
import { anObservation, type GroupShape, type RunShape } from '../a-run.ts';
import { verdictOf } from '../verdict-of.ts';

/** 10,000 requests in 10 s, each of which has to have its reply within a second. */
const asking = (requests: GroupShape['requests']): RunShape => ({
  groups: {
    askers: { asksWithinMs: 1000, counts: { offered: 10_000, sent: 10_000 }, requests: { ...requests } },
  },
  seconds: 10,
});
const stalledFor = (durationMs: number) => ({ agents: [{ stalls: [{ atMs: 4000, durationMs }] }] });
const timedOut = asking({ matched: 9000, timedOut: 600, late: 400 });

const bounds: readonly PromiseInput[] = [
  { 'reply.matched': '>= 99%' },
  { 'reply.rate': '>= 990/s' },
  { 'reply.timedout': '= 0' },
  { 'reply.late': '= 0' },
];

describe.each(bounds)('a breach of %o', (promise) => {
  test("is the target's where the generator turned all the time", () => {
    expect(verdictOf(timedOut, promise).verdict).toBe('fail');
  });

  test('says nothing of it where those who ask or answer stood still for as long as a reply may take', () => {
    expect(verdictOf({ ...timedOut, ...stalledFor(900) }, promise)).toEqual({
      verdict: 'invalid',
      message: expect.stringMatching(
        /an agent stalled for 900 ms in the window; without that the bound is met/,
      ),
    });
  });

  test("is the target's where they stood still too briefly for a time-out", () => {
    expect(verdictOf({ ...timedOut, ...stalledFor(300) }, promise).verdict).toBe('fail');
  });

  test("is the target's where more are without a reply than the stall can have touched", () => {
    const most = asking({ matched: 4000, timedOut: 3000, late: 3000 });
    expect(verdictOf({ ...most, ...stalledFor(900) }, promise).verdict).toBe('fail');
  });

  test('says nothing of it where workers kept the event loop of their agent full', () => {
    expect(verdictOf({ ...timedOut, agents: [{}, { loopUtilization: 0.97 }] }, promise)).toEqual({
      verdict: 'invalid',
      message: expect.stringContaining("the generator's event loop was 97 % busy"),
    });
  });
});

test("refused requests are the target's, however the generator fared", () => {
  const refused = asking({ matched: 9000, refused: 1000 });
  expect(verdictOf({ ...refused, ...stalledFor(900) }, { 'reply.matched': '>= 99%' }).verdict).toBe('fail');
});

test("the broker's own count says nothing of requests: it counts replies, too", () => {
  const broker = { version: 'other', publishReceived: 20_000, publishSent: 20_000, publishDropped: 0 };
  const seen = anObservation({ broker: { ...broker, held: [], key: [], other: [] } });
  expect(verdictOf(asking({ matched: 10_000 }), { 'broker.received': '>= 99%' }, 'measure', seen)).toEqual({
    verdict: 'invalid',
    message: expect.stringContaining('a broker counts replies with the requests'),
  });
});
