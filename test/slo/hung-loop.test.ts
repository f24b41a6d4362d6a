/** Closed loops whose target stopped to answer before a window, and answers nobody until its end. */
import { describe, expect, test } from 'vitest';
import { judge } from '../../slo/judge/judge.ts';
import { type PromiseInput, slo } from '../../slo/promise.ts';
import { aRun, type GroupShape, type RunShape } from './a-run.ts';
import { aHttpRun } from './http/a-run.ts';

const NONE = { offered: 0, sent: 0, acknowledged: 0 };
const judged = (run: Parameters<typeof judge>[0], promise: PromiseInput) => {
  const { verdict, reasons } = judge(run, slo(promise));
  return [verdict, reasons.join('\n')] as const;
};

describe('publishers whose messages in flight are never acknowledged', () => {
  /** A hundred clients with two messages each; two seconds of warm-up. */
  const run = (shape: Partial<GroupShape> = {}, more: Partial<RunShape> = {}) =>
    aRun({
      groups: {
        devices: {
          publishes: true,
          inflight: 2,
          counts: NONE,
          latencies: {},
          series: { sent: [1000, 300], acknowledged: [900, 200] },
          ...shape,
        },
        recorder: { publishes: false, subscribes: true, counts: NONE, latencies: {} },
      },
      firstSecond: -2,
      ...more,
    });
  const why = 'the target answered none of the 200 messages that were under way all the time';

  test.each<PromiseInput>([
    { 'publish.ack.p50': '< 1s' },
    { 'publish.rate': '>= 1/s' },
    { 'devices/publish.ack.p99': '< 1s' },
    { 'delivery.p50': '< 1s' },
  ])('are the target’s doing: %o', (promise) => {
    expect(judged(run(), promise)).toEqual(['fail', expect.stringContaining(why)]);
  });

  test('leave metrics that the plan cannot have without a verdict', () => {
    expect(judged(run(), { 'will.delivery.p50': '< 1s' })[0]).toBe('invalid');
  });

  test('are nobody’s where none was under way', () => {
    const idle = { series: { sent: [1000, 300], acknowledged: [1000, 300] } };
    expect(judged(run(idle), { 'publish.rate': '>= 1/s' })[0]).toBe('invalid');
  });

  test('are not put down to the target where an agent stood still', () => {
    const agents = [{ stalls: [{ atMs: 0, durationMs: 20_000 }] }];
    expect(judged(run({}, { agents }), { 'publish.rate': '>= 1/s' })[0]).toBe('invalid');
  });

  test('are requests where clients ask', () => {
    const asking = {
      publishes: false,
      asksWithinMs: 60_000,
      series: { sent: [1000, 300], requests: { matched: [900, 190], timedOut: [0, 10], ...NO_LATENCIES } },
    };
    expect(judged(run(asking), { 'request.p50': '< 1s' })).toEqual([
      'fail',
      expect.stringContaining('none of the 200 requests'),
    ]);
  });
});

const NO_LATENCIES = { requestP50Ms: [], requestP99Ms: [] };

describe('users whose tasks are never answered', () => {
  const run = (ended: number, plan: NonNullable<Parameters<typeof aHttpRun>[0]['plan']> = {}) => ({
    ...aHttpRun({
      tasks: { home: { http: [], lag: [] }, items: { http: [], lag: [] } },
      plan: { users: 20, pace: { model: 'closed', waitMs: [0, 0] }, ...plan },
    }),
    series: {
      firstSecond: -2,
      users: [],
      tasks: {
        home: { begun: [50, 5], succeeded: [40, ended], failed: [0, 0], p50Ms: [], p99Ms: [], lagMaxMs: [] },
      },
    },
  });

  test.each<PromiseInput>([
    { 'http.p50': '< 1s' },
    { 'http.rate': '>= 1/s' },
    { 'http.failed': '= 0' },
    { 'items/http.p50': '< 1s' },
  ])('are the site’s doing: %o', (promise) => {
    expect(judged(run(0), promise)).toEqual([
      'fail',
      expect.stringContaining('the target answered none of the 15 tasks that were under way all the time'),
    ]);
  });

  test('are nobody’s where few wait and the others think', () => {
    expect(judged(run(14), { 'http.rate': '>= 1/s' })[0]).toBe('invalid');
  });
});
