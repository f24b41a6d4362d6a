import { expect, test } from 'vitest';
import { joined } from '../../../load/mqtt/spans.ts';

const span = (fromUs: number, toUs: number) => ({ fromUs, toUs });

test('times away of many clients become one where they overlap', () => {
  const spans = [span(0, 3), span(20, 25), span(5, 6), span(2, 9), span(24, 30), span(40, 41)];
  expect(joined(spans)).toEqual([span(0, 9), span(20, 30), span(40, 41)]);
});

test('a long time away takes in all shorter ones within it', () => {
  expect(joined([span(5, 6), span(7, 8), span(0, 10)])).toEqual([span(0, 10)]);
});
