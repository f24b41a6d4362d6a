import { describe, expect, test } from 'vitest';
import { type Compared, confirm } from '../../../matrix/bisect/confirm.ts';
import type { Sample } from '../../../matrix/compare/sample.ts';
import { FOLLOWED } from './drifting-machine.ts';

const GAP = { gap: 10, seed: 7 };
const apart =
  (before: number, first: number) =>
  (which: Compared, at: number): number =>
    (which === 'before' ? before : first) + 0.01 * at;

async function confirmed(measures: (which: Compared, at: number) => number | string, options = GAP) {
  const order: Compared[] = [];
  const run = async (which: Compared): Promise<Sample> => {
    const value = measures(which, order.push(which) - 1);
    return typeof value === 'number' ? { value } : { invalid: value };
  };
  return { ...(await confirm(run, FOLLOWED, options)), order };
}

describe('a commit is confirmed', () => {
  test('when six runs of it are all worse than six of its parent', async () => {
    const { why, order } = await confirmed(apart(5, 15));
    expect(why).toBeNull();
    expect(order).toHaveLength(12);
  });

  test('by as many again where the first ones overlap', async () => {
    const { why, order } = await confirmed((which, at) =>
      which === 'before' && at < 2 ? 13 : apart(8, 12)(which, at),
    );
    expect([why, order.length]).toEqual([null, 24]);
  });

  test('in pairs, in an order that the seed gives', async () => {
    const orders = await Promise.all([1, 2].map((seed) => confirmed(apart(5, 15), { gap: 10, seed })));
    for (const { order } of orders) {
      for (let pair = 0; pair < order.length; pair += 2) expect(order[pair]).not.toBe(order[pair + 1]);
    }
    expect(orders[0]?.order).not.toEqual(orders[1]?.order);
  });
});

describe('it is not, and the figures are said,', () => {
  test.each([
    ['when it is as its parent', apart(5, 5), /parent 5.* ms, commit 5.* ms/],
    ['when it is better', apart(15, 5), /the commit is not worse/],
    ['when it is luck', (_: Compared, at: number) => [5, 9, 14][at % 3] ?? 0, /parent .* commit .*/],
    [
      'when it is a small part of what lies between the ends',
      apart(10, 12),
      /less than 2\.50 ms, a quarter of what lies between the good and the bad end/,
    ],
    [
      'when it cannot be measured any more',
      (which: Compared) => (which === 'first' ? 'died' : 5),
      /0 valid runs of the commit, at least 3 required/,
    ],
  ])('%s', async (_, measures, why) => {
    const found = await confirmed(measures);
    expect(found.why).toMatch(why);
    expect(found.order).toHaveLength(24);
  });
});
