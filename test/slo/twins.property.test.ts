import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STATISTICS, type Statistic } from '../../metrics/statistics.ts';
import type { Observation } from '../../saved/observation.ts';
import type { Verdict } from '../../saved/slo-row.ts';
import { judge } from '../../slo/judge/judge.ts';
import { type PromiseInput, slo } from '../../slo/promise.ts';
import { anObservation, aRun, aSystem, devices, type Samples } from './a-run.ts';
import { aHttpRun } from './http/a-run.ts';

interface Shape {
  readonly response: Samples;
  readonly service: Samples;
  readonly lag: Samples;
  /** Without an answer, by the target's doing, and not sent, by the generator's. */
  readonly silent: number;
  readonly unsent: number;
  readonly stalls: readonly { readonly atMs: number; readonly durationMs: number }[];
  readonly loopUtilization: number;
  readonly stolenPercent: readonly number[];
}

const SECONDS = 10;
const statistic = fc.constantFrom(...(Object.keys(STATISTICS) as Statistic[]));
const stalls = fc.array(
  fc.record({
    atMs: fc.integer({ min: -2000, max: SECONDS * 1000 }),
    durationMs: fc.integer({ min: 100, max: 6000 }),
  }),
  { maxLength: 4 },
);
const stolenPercent = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: SECONDS });

/** The same figures as a run of MQTT clients and as one of virtual users. */
function verdicts(shape: Shape, statistic: Statistic, bound: `< ${number}ms`): readonly Verdict[] {
  const { stalls, loopUtilization, silent, unsent } = shape;
  const n = shape.response.reduce((sum, [, samples]) => sum + samples, 0);
  const observation: Observation = anObservation({
    system: aSystem({ cpuStolenPercent: [...shape.stolenPercent] }),
  });
  const publishers = devices({
    counts: {
      offered: n + silent + unsent,
      sent: n + silent,
      acknowledged: n,
      unsentByGenerator: unsent,
    },
    latencies: {
      'publish.ack': shape.response,
      'publish.ack.service': shape.service,
      'schedule.lag': shape.lag,
    },
  });
  const mqtt = aRun({
    groups: { devices: publishers },
    seconds: SECONDS,
    agents: [{ stalls, loopUtilization }],
    targetFaults: silent > 0 ? ['closed connections'] : [],
  });
  const healthy = aHttpRun({ tasks: {} }).generator.perAgent[0]!;
  const http = aHttpRun({
    tasks: {
      home: {
        http: shape.response,
        service: shape.service,
        lag: shape.lag,
        failedBy: silent > 0 ? { 'connection reset': silent } : {},
      },
    },
    generator: {
      perAgent: [{ ...healthy, stalls, loopUtilization }],
      offered: n + silent + unsent,
      unsentByGenerator: unsent,
    },
  });
  const promise = (metric: string): PromiseInput =>
    ({ [`${metric}.${statistic}`]: bound }) as object as PromiseInput;
  return [
    judge(mqtt, slo(promise('publish.ack')), { observation }).verdict,
    judge(http, slo(promise('http')), { observation }).verdict,
  ];
}

const unhurt = { silent: 0, unsent: 0, loopUtilization: 0.3 } as const;
const longest = (of: readonly number[]): number => Math.max(0, ...of);

describe('whatever the protocol', { timeout: 60_000 }, () => {
  test('the same figures have the same verdict', () => {
    const ms = fc.integer({ min: 1, max: 9000 });
    const drawn = fc
      .record({
        fast: ms,
        slow: ms,
        lagMs: ms,
        fastOnes: fc.nat({ max: 12_000 }),
        slowOnes: fc.nat({ max: 12_000 }),
        silent: fc.oneof(fc.constant(0), fc.nat({ max: 3000 })),
        unsent: fc.oneof(fc.constant(0), fc.nat({ max: 300 })),
        stalls,
        loopUtilization: fc.constantFrom(0.3, 0.95),
        stolenPercent,
      })
      .filter(({ fastOnes, slowOnes }) => fastOnes + slowOnes > 0)
      .map(({ fast, slow, lagMs, fastOnes, slowOnes, ...rest }): Shape => {
        const of = (one: number, other: number): Samples => [
          [one, fastOnes],
          [other, slowOnes],
        ];
        return { ...rest, response: of(fast, slow + lagMs), service: of(fast, slow), lag: of(1, lagMs) };
      });
    fc.assert(
      fc.property(drawn, statistic, fc.integer({ min: 1, max: 9000 }), (shape, of, limit) => {
        const [mqtt, http] = verdicts(shape, of, `< ${limit}ms`);
        expect(http).toBe(mqtt);
      }),
      { numRuns: 100 },
    );
  });

  test('answers that are slower than bound and longest pause together fail', () => {
    fc.assert(
      fc.property(
        statistic,
        stalls,
        stolenPercent,
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 5000 }),
        (of, stalls, stolenPercent, limit, more) => {
          // Two neighbouring seconds may have been one freeze across their border.
          const stolenMs = stolenPercent.map((percent, i) => 10 * (percent + (stolenPercent[i + 1] ?? 0)));
          const pause = Math.max(longest(stolenMs), longest(stalls.map(({ durationMs }) => durationMs)));
          const slow: Samples = [[1.01 * (limit + pause) + more, 12_000]];
          const shape = { ...unhurt, response: slow, service: slow, lag: [[0.2, 12_000]] as const };
          expect(verdicts({ ...shape, stalls, stolenPercent }, of, `< ${limit}ms`)).toEqual(['fail', 'fail']);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a percentile that all answers break fails, unless the pauses may have touched all of them', () => {
    const percentile = statistic.filter((of) => of !== 'max' && of !== 'mean');
    fc.assert(
      fc.property(
        percentile,
        stalls,
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 5000 }),
        (of, stalls, limit, more) => {
          const total = stalls.reduce((sum, { durationMs }) => sum + durationMs, 0);
          fc.pre(2 * total < SECONDS * 1000);
          const slow: Samples = [[1.01 * limit + more, 12_000]];
          const shape = { ...unhurt, response: slow, service: slow, lag: [[0.2, 12_000]] as const };
          const judged = verdicts({ ...shape, stalls, stolenPercent: [] }, of, `< ${limit}ms`);
          expect(judged).toEqual(['fail', 'fail']);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a mean fails that is beyond its bound by more than the pauses can have added to it', () => {
    fc.assert(
      fc.property(
        stalls,
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 5000 }),
        (stalls, limit, more) => {
          const total = stalls.reduce((sum, { durationMs }) => sum + durationMs, 0);
          const added =
            Math.min(1, (2 * total) / (SECONDS * 1000)) * longest(stalls.map(({ durationMs }) => durationMs));
          const slow: Samples = [[1.01 * (limit + added) + more, 12_000]];
          const shape = { ...unhurt, response: slow, service: slow, lag: [[0.2, 12_000]] as const };
          const judged = verdicts({ ...shape, stalls, stolenPercent: [] }, 'mean', `< ${limit}ms`);
          expect(judged).toEqual(['fail', 'fail']);
        },
      ),
      { numRuns: 40 },
    );
  });
});
