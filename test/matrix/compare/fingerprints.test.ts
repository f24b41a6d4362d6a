import { expect, test } from 'vitest';
import {
  environmentDifferences,
  ofTheKindOf,
  refuseDifferent,
  subjectDifferences,
  subjectOf,
} from '../../../matrix/compare/fingerprints.ts';
import { samplesOf } from '../../../matrix/compare/paired-samples.ts';
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

test('a run that fell to another kind of target than the first of its arm is invalid, and no obstacle', () => {
  const [first] = base;
  const [other] = armOf([3], { environment: { targetKind: 'embedded' }, subject: { version: 'other' } });
  const stray = ofTheKindOf(first!, other!);
  expect(stray.cells).toMatchObject([
    { verdict: 'invalid', reasons: ['another kind of target than in the first run: embedded, not native'] },
  ]);
  const head = [...base, stray];
  expect(environmentDifferences({ base, head }, NONE)).toEqual([]);
  expect(subjectOf(head)).toEqual(subjectOf(base));
  expect(samplesOf({ base, head }, null).pairs).toMatchObject([
    { head: [1, 2], invalid: { head: [expect.stringMatching(/another kind/)] } },
  ]);
});

test('a run whose target never came up, or of the same kind, is taken as it is', () => {
  const [first, second] = base;
  expect(ofTheKindOf(first!, second!)).toBe(second);
  const [absent] = armOf([1], { environment: { targetKind: '' }, cell: { target: null } });
  expect(ofTheKindOf(first!, absent!)).toBe(absent);
});

test('the subjects of an arm are joined, and what differs is what was compared', () => {
  const head = [...armOf([1], { subject: { commit: 'b' } }), ...armOf([1], { subject: { commit: 'a' } })];
  expect(subjectOf(head).commit).toBe('a + b');
  expect(subjectDifferences({ base, head })).toEqual([{ key: 'commit', base: '7b7d198', head: 'a and b' }]);
});
