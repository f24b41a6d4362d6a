import { setImmediate as aTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Joiner } from '../../../load/http/joiner.ts';
import { readHttpPlan } from '../../../load/http/plan-input.ts';
import { Population } from '../../../load/http/population.ts';
import { siteOf } from '../../../load/http/site.ts';

const alone = { agent: 0, agents: 1, spawnPerSecond: null };

/** Of users without a log-in, that ask for nothing yet. */
function population(): Population {
  const input = { tasks: { home: { get: '/' } }, users: 50, wait: '1h', measure: '1s' } as const;
  const plan = readHttpPlan(input, { url: 'http://127.0.0.1:1' });
  return new Population(plan, siteOf(plan, null), null);
}

test.each([0, 1, 50])('%i users who settle in one turn are said to be there once', async (users) => {
  const crowd = population();
  const missing = crowd.resize(Array.from({ length: users }, (_, number) => number));
  const present: number[] = [];
  new Joiner(crowd, missing, alone, () => present.push(crowd.present)).pump();
  await aTurn();
  expect(present).toEqual([users]);
});
