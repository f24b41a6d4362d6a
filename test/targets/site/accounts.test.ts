import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACCOUNTS, account, accountNamed } from '../../../targets/site/lampi/accounts.ts';

describe('an account', () => {
  it.each([
    [0, { username: 'user_000000', password: '000000_resu', deviceId: '1e0000000000' }],
    [233, { username: 'user_000233', password: '332000_resu', deviceId: '1e00000000e9' }],
    [9999, { username: 'user_009999', password: '999900_resu', deviceId: '1e000000270f' }],
  ])('%i has its name, the name reversed, and its device', (ordinal, expected) => {
    expect(account(ordinal)).toEqual(expected);
  });

  it.each([-1, ACCOUNTS, 0.5, Number.NaN])('of ordinal %d there is none', (ordinal) => {
    expect(() => account(ordinal)).toThrow(RangeError);
  });

  it('is found by its name, and no other name finds one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: ACCOUNTS - 1 }), (ordinal) => {
        expect(accountNamed(account(ordinal).username)).toEqual(account(ordinal));
      }),
    );
    for (const name of ['', 'user_010000', 'user_0000000', 'user_00000', 'admin', ' user_000000']) {
      expect(accountNamed(name)).toBeNull();
    }
  });
});
