import { describe, expect, test } from 'vitest';
import { judge } from '../../slo/judge/judge.ts';
import { type PromiseInput, slo } from '../../slo/promise.ts';
import { anInvalidRun, aRun, devices, type RunShape } from './a-run.ts';
import { aHttpRun } from './http/a-run.ts';

const disturbedIn = (shape: RunShape, promise: PromiseInput) => {
  const { verdict, disturbed = false } = judge(aRun(shape), slo(promise));
  return { verdict, disturbed };
};

const lagging: RunShape = {
  groups: {
    devices: devices({
      latencies: {
        'publish.ack': [[200, 12_000]],
        'publish.ack.service': [[5, 12_000]],
        'schedule.lag': [[195, 12_000]],
      },
    }),
  },
};
const LATE = { 'publish.ack.p99': '< 100ms' } as const;

describe('a judgement is disturbed, and another run may be judged,', () => {
  test('where the lag of the generator is all that breaks a bound', () => {
    expect(disturbedIn(lagging, LATE)).toEqual({ verdict: 'invalid', disturbed: true });
  });

  test('where the generator left messages unsent', () => {
    const shape = { groups: { devices: devices({ counts: { sent: 9000, unsentByGenerator: 3000 } }) } };
    expect(disturbedIn(shape, { 'publish.rate': '>= 99% of offered' })).toEqual({
      verdict: 'invalid',
      disturbed: true,
    });
  });

  test('where users of a site were late by our own lag', () => {
    const home = { http: [[300, 2000]], service: [[20, 2000]], lag: [[280, 2000]] } as const;
    const { verdict, disturbed } = judge(aHttpRun({ tasks: { home } }), slo({ 'http.p99': '< 100ms' }));
    expect({ verdict, disturbed }).toEqual({ verdict: 'invalid', disturbed: true });
  });

  test('where an agent died', () => {
    expect(judge(anInvalidRun('agent 4711 died at 3.2 s'), slo(LATE)).disturbed).toBe(true);
  });
});

describe('it is not', () => {
  test.each<[string, RunShape, PromiseInput, string]>([
    ['where it passes', { groups: { devices: devices() } }, LATE, 'pass'],
    ['beside a breach', lagging, { ...LATE, sent: '< 1' }, 'fail'],
    ['beside what another run would not mend', lagging, { ...LATE, 'target.cpu': '< 80%' }, 'invalid'],
    ['where the plan does not offer that much', lagging, { 'publish.rate': '>= 90000/s' }, 'invalid'],
    ['where only a soft bound is not met', lagging, { sent: '> 0', warn: LATE }, 'pass'],
  ])('%s', (_, shape, promise, verdict) => {
    expect(disturbedIn(shape, promise)).toEqual({ verdict, disturbed: false });
  });

  test('where users ask for less than the bound', () => {
    const run = aHttpRun({ tasks: { home: {} } });
    expect(judge(run, slo({ 'http.rate': '>= 1000/s' })).disturbed).toBeUndefined();
  });

  test('where the target never came up', () => {
    const run = { ...anInvalidRun('no CONNACK'), cause: 'target-never-came-up' as const };
    expect(judge(run, slo(LATE)).disturbed).toBeUndefined();
  });
});
