import { expect, test } from 'vitest';
import type { ShareResult } from '../../../load/mqtt/result.ts';
import { GENERATOR_CONNECT_FAULTS } from '../../../load/socket/causes.ts';
import { devices, recorder } from '../a-run.ts';
import { verdictOf } from '../verdict-of.ts';

const share: ShareResult = { members: 4, least: 2700, mean: 3000, median: 3000, most: 3300, fairness: 0.99 };
const workers = (of: Partial<ShareResult> = {}) =>
  recorder({ filter: '$share/workers/#', share: { ...share, ...of } });

test('the fairness of a shared subscription has a bound, and n is what its members got', () => {
  const groups = { devices: devices(), workers: workers() };
  expect(verdictOf({ groups }, { 'shared.fairness': '>= 0.95' })).toEqual({
    verdict: 'pass',
    message: 'shared.fairness 0.990, required >= 0.95 (n = 12,000)',
  });
  expect(verdictOf({ groups }, { 'workers/shared.fairness': '> 0.99' }).verdict).toBe('fail');
});

test('the member that got least is held against the mean', () => {
  const groups = { devices: devices(), workers: workers() };
  expect(verdictOf({ groups }, { 'shared.least': '>= 90%' }).verdict).toBe('pass');
  expect(verdictOf({ groups }, { 'shared.least': '> 90%' }).verdict).toBe('fail');
});

test('of several groups the least even one counts, and plain subscribers do not', () => {
  const groups = {
    devices: devices(),
    plain: recorder(),
    workers: workers(),
    others: workers({ fairness: 0.5 }),
  };
  expect(verdictOf({ groups }, { 'shared.fairness': '= 0.5' }).verdict).toBe('pass');
  expect(verdictOf({ groups }, { 'workers/shared.fairness': '= 0.99' }).verdict).toBe('pass');
});

test('without a shared subscription nothing is judged', () => {
  const groups = { devices: devices(), recorder: recorder() };
  expect(verdictOf({ groups }, { 'shared.fairness': '>= 0.95' })).toEqual({
    verdict: 'invalid',
    message:
      'shared.fairness none: no group has a shared subscription ($share/NAME/…), required >= 0.95 (n = 0)',
  });
});

test('results that did not record it say so', () => {
  const groups = { devices: devices(), workers: recorder({ filter: '$share/workers/#' }) };
  expect(verdictOf({ groups }, { 'shared.fairness': '>= 0.95' })).toMatchObject({
    verdict: 'invalid',
    message: expect.stringContaining('what each member got was not recorded'),
  });
});

test('members of whom none got what was owed are the target’s failure', () => {
  const counts = { received: 0, lost: 12_000 };
  const groups = { devices: devices(), workers: recorder({ filter: '$share/workers/#', counts }) };
  expect(verdictOf({ groups }, { 'shared.fairness': '>= 0.95' }).verdict).toBe('fail');
});

test('members that could not connect for want of our own ports are no breach of the target', () => {
  const connect = { succeeded: 50, failed: 50, failedBy: { [GENERATOR_CONNECT_FAULTS.ports]: 50 } };
  const groups = { devices: devices(), workers: { ...workers({ fairness: 0.5 }), connect } };
  expect(verdictOf({ groups }, { 'shared.fairness': '>= 0.95' })).toMatchObject({
    verdict: 'invalid',
    message: expect.stringContaining('50 clients failed'),
  });
});
