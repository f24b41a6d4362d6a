import { expect, test } from 'vitest';
import {
  environmentDifferences,
  refuseDifferent,
  subjectDifferences,
  subjectOf,
} from '../../../matrix/regression/fingerprints.ts';
import { armOf } from '../../reporters/sample-arms.ts';

const NONE = new Set<string>();
const base = armOf([1, 2]);

test('arms of the same environment may be compared', () => {
  expect(environmentDifferences({ base, head: armOf([3], { subject: { commit: 'f00' } }) }, NONE)).toEqual(
    [],
  );
});

test('each key that differs is named with both values, and what to do', () => {
  const head = armOf([1], { environment: { cores: 64, targetKind: 'container' } });
  expect(() => refuseDifferent(environmentDifferences({ base, head }, NONE))).toThrow(
    /cores: 2 in base, 64 in head\n +targetKind: native in base, container in head\n.*--force/,
  );
});

test('runs of one arm have to match too', () => {
  const mixed = [...armOf([1]), ...armOf([2], { environment: { node: '22.22.0' } })];
  expect(environmentDifferences({ base: mixed, head: base }, NONE)).toEqual([
    { key: 'node', base: '22.22.0 and 26.10.0', head: '26.10.0' },
  ]);
});

test('what the arms are meant to differ in is no obstacle', () => {
  const head = armOf([1], { environment: { quota: '1 CPU' } });
  expect(environmentDifferences({ base, head }, NONE)).toHaveLength(1);
  expect(environmentDifferences({ base, head }, new Set(['quota']))).toEqual([]);
});

test('a run whose target never came up says nothing about its kind', () => {
  const head = armOf([1], { environment: { targetKind: '' }, cell: { target: null } });
  expect(environmentDifferences({ base, head: [...head, ...base] }, NONE)).toEqual([]);
});

test('the subjects of an arm are joined, and what differs is what was compared', () => {
  const head = [...armOf([1], { subject: { commit: 'b' } }), ...armOf([1], { subject: { commit: 'a' } })];
  expect(subjectOf(head).commit).toBe('a + b');
  expect(subjectDifferences({ base, head })).toEqual([{ key: 'commit', base: '7b7d198', head: 'a and b' }]);
});
