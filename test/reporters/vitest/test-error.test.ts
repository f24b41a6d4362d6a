import { expect, test } from 'vitest';
import { kindOf } from '../../../reporters/vitest/test-error.ts';

test.each([
  [
    'an expectation of vitest that is not met',
    'breach',
    { name: 'AssertionError', message: 'expected 1 to be 2' },
  ],
  [
    'a promise that is not kept',
    'breach',
    { name: 'Error', message: '1 SLO is not met', actual: '2', expected: '1' },
  ],
  [
    'a promise nothing can be said about',
    'unavailable',
    {
      name: 'Error',
      message: 'my words: invalid: few',
      actual: '2',
      __vitest_error_context__: { meta: { verdict: 'invalid' } },
    },
  ],
  [
    'a broken promise whose message only reads like that',
    'breach',
    {
      name: 'Error',
      message: 'invalid: few',
      actual: '2',
      __vitest_error_context__: { meta: { verdict: 'fail' } },
    },
  ],
  ['an absent target', 'unavailable', { name: 'TargetUnavailable', message: 'broker unreachable' }],
  ['a plan that cannot be', 'usage', { name: 'PlanError', message: 'groups: none' }],
  ['an unknown metric', 'usage', { name: 'SloError', message: 'p9' }],
  ['a mistake in the test', 'defect', { name: 'TypeError', message: 'x is undefined' }],
] as const)('%s is a %s', (_, kind, error) => {
  expect(kindOf(error)).toBe(kind);
});
