import { describe, expect, test } from 'vitest';
import { CapacityError, type CapacityOptions, readCapacity } from '../../../matrix/capacity/options.ts';

const GIVEN = { from: null, to: null, width: null, confirm: null };

describe('the limits of a capacity search', () => {
  test('are numbers of what the load counts, 5 % apart at the end unless said', () => {
    expect(readCapacity('c', { from: 100, to: 2000 }, null)).toEqual({
      from: 100,
      to: 2000,
      width: 0.05,
      unit: '',
      confirm: false,
      confirmMs: null,
    });
  });

  test('may be rates', () => {
    expect(readCapacity('c', { from: '10/s', to: '6000/min', confirm: '10m' }, null)).toMatchObject({
      from: 10,
      to: 100,
      unit: '/s',
      confirm: true,
      confirmMs: 600_000,
    });
  });

  test('give way to the command line, one by one', () => {
    const given = { ...GIVEN, to: '500', width: '20%' };
    expect(readCapacity('c', { from: 100, to: 2000, confirm: '1m' }, given)).toMatchObject({
      from: 100,
      to: 500,
      width: 0.2,
      confirmMs: 60_000,
    });
  });
});

describe('what makes no sense is said before any load:', () => {
  const file = { from: 100, to: 2000 };
  test.each<[string, CapacityOptions, Partial<typeof GIVEN> | Record<string, string>, RegExp]>([
    [
      'a range upside down',
      { from: 100, to: 50 },
      {},
      /capacity\('c'\): to: at least from \(100\) is required; got 50\./,
    ],
    [
      'a load without a name',
      { ...file, axis: '' },
      {},
      /axis: what the load counts is required, like 'devices'/,
    ],
    ['a load of nothing', { from: 0, to: 50 }, {}, /from: a whole number from 1 is required; got 0/],
    ['half a client', { from: 1.5, to: 50 }, {}, /from: .*whole number/],
    ['a rate where clients are counted', file, { to: '500/s' }, /to: a whole number is required.*"500\/s"/],
    [
      'a number where the file has rates',
      { from: '1/s', to: '9/s' },
      { to: '500' },
      /to: A rate is required.*"500"/,
    ],
    ['a width without unit', file, { width: '5' }, /width: A percentage.*got "5"/],
    ['a width of nothing', file, { width: '0%' }, /width: A percentage above 0/],
    ['a hold without unit', file, { confirm: '10' }, /confirm: A duration is required/],
  ])('%s', (_, written, given, message) => {
    const read = () => readCapacity('c', written, { ...GIVEN, ...given });
    expect(read).toThrow(CapacityError);
    expect(read).toThrow(message);
  });
});
