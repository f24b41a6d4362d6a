import { describe, expect, test } from 'vitest';
import {
  assertAnswer,
  type CapacityAnswer,
  capacityMatchers,
  judgeCapacity,
} from '../../../matrix/capacity/matcher.ts';
import type { CapacityResult } from '../../../saved/capacity.ts';
import type { SloRow } from '../../../saved/slo-row.ts';

expect.extend(capacityMatchers);

const frame = {
  axis: 'clients',
  unit: '',
  from: 100,
  to: 5000,
  widthPercent: 5,
  confirmMs: null,
  trials: [],
  stop: 'width reached',
  recovery: null,
  confirmed: null,
} as const;
const between: CapacityResult = {
  ...frame,
  bounds: 'between',
  lower: 1000,
  upper: 1050,
  deliveredPerSecond: 480,
};
const atLeast: CapacityResult = {
  ...frame,
  bounds: 'at least',
  lower: 5000,
  deliveredPerSecond: 2400,
  stop: 'to holds',
};
const below: CapacityResult = { ...frame, bounds: 'below', upper: 100, stop: 'from fails' };
const limited = (answer: CapacityResult): CapacityResult => ({ ...answer, stop: 'generator limit' });

describe('a floor under a capacity', () => {
  test.each<[string, CapacityResult, number | `${number}/s`, SloRow['verdict']]>([
    ['at the lower bound', between, 1000, 'pass'],
    ['between the bounds: what is not shown to hold does not count', between, 1020, 'fail'],
    ['above them', between, 2000, 'fail'],
    ['below all that failed', below, 100, 'fail'],
    ['below what holds at the end of the range', atLeast, 5000, 'pass'],
    ['beyond the range that was searched', atLeast, 5001, 'invalid'],
    ['beyond what the generator could judge', limited({ ...between, upper: 4000 }), 2000, 'invalid'],
    ['beyond a load that failed, whatever the generator did later', limited(between), 2000, 'fail'],
    ['within what held before the generator gave up', limited(between), 1000, 'pass'],
    ['of which nothing is known', { ...frame, bounds: 'unknown', stop: 'generator limit' }, 1, 'invalid'],
    [
      'that did not recover, between its wide bounds',
      { ...between, upper: 2000, stop: 'does not recover' },
      1500,
      'fail',
    ],
    [
      'that held, but not for long, for want of a generator',
      limited({ ...between, confirmed: false }),
      900,
      'invalid',
    ],
    ['as a rate: what is delivered at the lower bound', between, '480/s', 'pass'],
    ['as a rate that is not delivered there', between, '481/s', 'fail'],
    ['as a rate where the load is one', { ...between, unit: '/s' }, '1000/s', 'pass'],
  ])('%s', (_, answer, floor, verdict) => {
    expect(judgeCapacity(answer, floor).verdict).toBe(verdict);
  });

  test('has a row that says what was found, what was required and the margin', () => {
    expect(judgeCapacity(between, 800)).toMatchObject({
      metric: 'capacity',
      required: '>= 800 clients',
      actual: '1,000 to 1,050 clients',
      operator: '>=',
      limit: 800,
      value: 1000,
      unit: '',
      marginPercent: 25,
      ok: true,
      why: '',
    });
    expect(judgeCapacity(between, '960/min')).toMatchObject({
      metric: 'capacity.delivered',
      limit: 16,
      value: 480,
      unit: '/s',
    });
    expect(judgeCapacity({ ...between, unit: '/s' }, '800/s')).toMatchObject({
      metric: 'capacity',
      limit: 800,
      value: 1000,
      unit: '/s',
    });
  });

  test('has no value where no load held, and says once why it could not be judged', () => {
    expect(judgeCapacity(below, 50)).toMatchObject({ value: null, limit: 50, marginPercent: null, why: '' });
    expect(judgeCapacity(atLeast, 6000)).toMatchObject({
      value: 5000,
      why: 'the search went no further than 5,000 clients; raise `to`',
      message: expect.not.stringMatching(/raise.*raise/),
    });
  });
});

describe('toBeAtLeast', () => {
  test('passes and fails by the row, and hands it on', () => {
    const rows: SloRow[] = [];
    const answer: CapacityAnswer = {
      ...between,
      onJudged: (row, promised) => void (promised && rows.push(row)),
    };
    expect(answer).toBeAtLeast(1000);
    expect(answer).not.toBeAtLeast(1051);
    expect(() => expect(answer).toBeAtLeast(1051)).toThrow(
      'capacity 1,000 to 1,050 clients, required >= 1,051 clients',
    );
    expect(rows.map(({ ok }) => ok)).toEqual([true, false]);
  });

  test('of an answer that could not be found fails both ways, and says invalid', () => {
    expect(() => expect(atLeast).toBeAtLeast(6000)).toThrow(/^invalid: .*raise `to`/);
    expect(() => expect(atLeast).not.toBeAtLeast(6000)).toThrow(/^invalid: /);
  });

  test.each([[undefined], [{ run: {} }], [1000]])('refuses %j in place of an answer', (value) => {
    expect(() => expect(value).toBeAtLeast(1)).toThrow(/toBeAtLeast needs the answer of a capacity search/);
  });

  test('wants a rate where the load is one', () => {
    expect(() => judgeCapacity({ ...between, unit: '/s' }, 1000)).toThrow(/needs a rate, like '1000\/s'/);
  });
});

describe('an answer of which no floor was asked', () => {
  const looked = (answer: CapacityAnswer) => {
    if ('lower' in answer) expect(answer.lower).toBeGreaterThan(900);
  };
  const unknown: CapacityResult = { ...frame, bounds: 'unknown', stop: 'generator limit' };

  test('is held to the lowest load', async () => {
    const rows: SloRow[] = [];
    const save = (row: SloRow) => void rows.push(row);
    await assertAnswer(between, save, looked);
    await assertAnswer({ ...between, unit: '/s' }, save);
    await expect(assertAnswer(below, save, looked)).rejects.toThrow('required >= 100 clients');
    await expect(assertAnswer(unknown, save, looked)).rejects.toThrow(/^invalid: /);
    expect(rows.map(({ required, verdict }) => [required, verdict])).toEqual([
      ['>= 100 clients', 'pass'],
      ['>= 100/s', 'pass'],
      ['>= 100 clients', 'fail'],
      ['>= 100 clients', 'invalid'],
    ]);
  });

  test('is left alone where one was, also under `.not`', async () => {
    const rows: SloRow[] = [];
    const save = (row: SloRow) => void rows.push(row);
    await assertAnswer(between, save, (answer) => expect(answer).toBeAtLeast(1000));
    await assertAnswer(below, save, (answer) => expect(answer).not.toBeAtLeast(100));
    expect(rows.map(({ required }) => required)).toEqual(['>= 1,000 clients']);
  });
});
