import { expect, test } from 'vitest';
import { type Campaign, countText, faultTable } from '../../docs/make/fault-table.ts';

const fault = (name: string, seen: string, lacking: string | null = null) => ({
  name,
  expected: 'it ends',
  seen,
  lacking,
});
const campaign = (date: string, ...faults: Campaign['faults']): Campaign => ({
  date,
  durationMs: 600_000,
  damagedInputs: 20_000,
  faults,
});
const ROOT = campaign('2026-01-02', fault('a disk', 'it ends'), fault('a | b', 'it\nhangs'));
const USER = campaign('2026-01-03', fault('a disk', '', 'root'), fault('a clock', 'it ends'));

test('faults that were left out do not count', () => {
  expect([countText(ROOT), countText(USER)]).toEqual(['1 of 2', '1 of 1 (1 left out)']);
});

test('each user has a column, and says when, how many and in what time', () => {
  expect(faultTable({ root: ROOT, user: USER }).split('\n')).toEqual([
    '- 2026-01-02, as root: 1 of 2, in 10 min, with 20,000 damaged inputs of each kind.',
    '- 2026-01-03, as an ordinary user: 1 of 1 (1 left out), in 10 min, with 20,000 damaged inputs of each kind.',
    '',
    '| fault | expected | seen as root | seen as an ordinary user |',
    '| --- | --- | --- | --- |',
    '| a disk | it ends | as expected | left out: root is required |',
    '| a \\| b | it ends | it hangs | not provoked |',
    '| a clock | it ends | not provoked | as expected |',
  ]);
});

test('one that ran alone is told alone', () => {
  expect(faultTable({ user: USER })).toContain('| fault | expected | seen as an ordinary user |');
});
