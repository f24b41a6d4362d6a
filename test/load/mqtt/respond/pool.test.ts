import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PoolPlan } from '../../../../load/mqtt/respond/plan.ts';
import { NOBODY, Pool } from '../../../../load/mqtt/respond/pool.ts';
import { type Decision, SCALING_PERIOD_US } from '../../../../load/mqtt/respond/scaling.ts';

const plan: PoolPlan = {
  min: 1,
  max: 8,
  queue: 10,
  onFull: 'drop',
  fullWaitMs: 20,
  scaleUp: 0.7,
  scaleDown: 0.2,
  settleMs: 1000,
};

const plans = fc
  .record({
    min: fc.integer({ min: 1, max: 8 }),
    more: fc.nat(60),
    queue: fc.integer({ min: 1, max: 50 }),
    onFull: fc.constantFrom('drop', 'wait'),
    fullWaitMs: fc.constantFrom(5, 20, 200),
    scaleDown: fc.double({ min: 0, max: 0.5, noNaN: true }),
    settleMs: fc.constantFrom(200, 1000),
  })
  .map(({ min, more, ...rest }): PoolPlan => ({ ...rest, min, max: min + more, scaleUp: 0.7 }));

interface World {
  readonly pool: Pool;
  readonly decisions: Decision[];
  readonly taken: number[];
  /** When each request came. */
  readonly arrivedUs: number[];
}

/** Requests at the given gaps; each takes a worker for `workUs`. Goes on until `untilUs`. */
function play(
  of: PoolPlan,
  gapsUs: readonly number[],
  workUs: number,
  afterUs: number,
  each: (world: World, atUs: number) => void = () => {},
): World {
  const world: World = { pool: new Pool(of), decisions: [], taken: [], arrivedUs: [] };
  const { pool, decisions, taken, arrivedUs } = world;
  const endsUs: number[] = [];
  const begin = (request: number, atUs: number): void => {
    taken.push(request);
    endsUs.push(atUs + workUs);
  };
  const takeAll = (atUs: number): void => {
    for (let request = pool.take(atUs); request !== NOBODY; request = pool.take(atUs)) begin(request, atUs);
  };
  let atUs = 0;
  const until = (timeUs: number): void => {
    for (;;) {
      const nextUs = Math.min(endsUs[0] ?? Infinity, pool.nextUs);
      if (nextUs > timeUs) break;
      if (endsUs[0] === nextUs) {
        endsUs.shift();
        pool.done();
      } else {
        const decision = pool.look(nextUs);
        if (decision) decisions.push(decision);
      }
      takeAll(nextUs);
      each(world, nextUs);
    }
  };
  for (const gapUs of gapsUs) {
    atUs += gapUs;
    until(atUs);
    const request = arrivedUs.length;
    arrivedUs.push(atUs);
    if (pool.arrive(request, atUs) === 'taken') begin(request, atUs);
    each(world, atUs);
  }
  until(atUs + afterUs);
  return world;
}

const gaps = fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 300 });

test('every request is taken once, in the order in which they came, or was thrown away at a full queue', () => {
  fc.assert(
    fc.property(plans, gaps, fc.integer({ min: 0, max: 50_000 }), (of, gapsUs, workUs) => {
      const { pool, taken } = play(of, gapsUs, workUs, 60e6);
      expect(taken).toEqual([...new Set(taken)].sort((a, b) => a - b));
      expect(taken.length + pool.dropped).toBe(gapsUs.length);
      expect([pool.queued, pool.busy]).toEqual([0, 0]);
      if (of.onFull === 'wait') expect(pool.dropped).toBe(0);
    }),
  );
});

test('nothing is thrown away while there is room, and no worker is free while a request waits', () => {
  fc.assert(
    fc.property(plans, gaps, fc.integer({ min: 0, max: 50_000 }), (of, gapsUs, workUs) => {
      let dropped = 0;
      play(of, gapsUs, workUs, 60e6, ({ pool }) => {
        if (pool.dropped > dropped) expect(pool.queued).toBe(of.queue);
        dropped = pool.dropped;
        expect(pool.queued === 0 || pool.busy >= pool.workers).toBe(true);
      });
    }),
  );
});

test('the workers stay between min and max, and each change of their number is a decision with a cause', () => {
  fc.assert(
    fc.property(plans, gaps, fc.integer({ min: 0, max: 50_000 }), (of, gapsUs, workUs) => {
      const { pool, decisions } = play(of, gapsUs, workUs, 60e6, ({ pool: { workers } }) => {
        expect(workers).toBeGreaterThanOrEqual(of.min);
        expect(workers).toBeLessThanOrEqual(of.max);
      });
      let workers = of.min;
      for (const { from, to, cause, queued, waitUs } of decisions) {
        expect(from).toBe(workers);
        expect(cause === 'idle').toBe(to < from);
        if (cause === 'wait') expect(waitUs / 1000).toBeGreaterThan(0.7 * of.fullWaitMs);
        if (cause === 'fill') expect(queued).toBeGreaterThan(0.7 * of.queue);
        workers = to;
      }
      expect(pool.workers).toBe(workers);
    }),
  );
});

test('a pool that has nothing to do goes back to its least number of workers, and is looked at no more', () => {
  fc.assert(
    fc.property(plans, gaps, fc.integer({ min: 0, max: 50_000 }), (of, gapsUs, workUs) => {
      const { pool } = play({ ...of, scaleDown: 0.2 }, gapsUs, workUs, 60e6);
      expect([pool.workers, pool.nextUs]).toEqual([of.min, Infinity]);
    }),
  );
});

test('a long wait calls for workers although the queue is almost empty', () => {
  // 400 requests a second of 10 ms each need 4 workers.
  const { pool, decisions } = play({ ...plan, queue: 100_000 }, Array(400).fill(2500), 10_000, 0);
  expect(decisions.map(({ from, to, cause }) => [from, to, cause])).toEqual([
    [1, 2, 'wait'],
    [2, 4, 'wait'],
    [4, 8, 'wait'],
  ]);
  expect(decisions.at(-1)!.atUs).toBeLessThan(5 * SCALING_PERIOD_US);
  expect(pool.queued).toBe(0);
});

test('a queue that fills at once calls for workers before anybody waited long', () => {
  const { decisions } = play({ ...plan, fullWaitMs: 60_000 }, Array(12).fill(0), 200_000, 250_000);
  expect(decisions[0]).toMatchObject({ from: 1, to: 2, cause: 'fill', queued: 10 });
});

test('a pool at its maximum takes no more workers, and throws away what finds the queue full', () => {
  // 8 workers carry 80 of 1,000 requests.
  const { pool, taken } = play(plan, Array(1000).fill(1000), 100_000, 0);
  expect(pool).toMatchObject({ workers: 8, busy: 8, queued: 10 });
  expect(pool.dropped).toBe(1000 - taken.length - 10);
});

test('a pool that waits keeps what comes although it is full, and says that it is', () => {
  const { pool } = play({ ...plan, onFull: 'wait', max: 1 }, Array(30).fill(0), 1e6, 0);
  expect(pool).toMatchObject({ queued: 29, dropped: 0, isFull: true });
});

test('when a pool shrinks, workers that are busy end their work and take no other', () => {
  const pool = new Pool({ ...plan, min: 1, max: 4, settleMs: 0 });
  for (let request = 0; request < 5; request++) pool.arrive(request, 0);
  // Two looks with a long wait make four workers of one.
  for (const atUs of [100_000, 200_000]) {
    pool.look(atUs);
    while (pool.take(atUs) !== NOBODY);
  }
  expect(pool).toMatchObject({ workers: 4, busy: 4, queued: 1 });
  for (let n = 0; n < 2; n++) pool.done();
  expect(pool.take(300_000)).toBe(4);
  pool.look(400_000);
  for (let n = 0; n < 2; n++) pool.done();
  while (pool.workers > 2) pool.look(pool.nextUs);
  expect(pool.busy).toBe(1);
  pool.done();
  expect(pool.take(pool.nextUs)).toBe(NOBODY);
});
