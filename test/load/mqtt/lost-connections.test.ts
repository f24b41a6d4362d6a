import { expect, test } from 'vitest';
import { lossText } from '../../../load/mqtt/lost-connections.ts';

test.each([
  [
    'closed by the broker',
    1001,
    4,
    'the broker closed 1,001 connections, the first 4.0 s after the start of the measure phase',
  ],
  [
    'connection reset',
    1,
    30.82,
    'the broker reset 1 connection, 30.8 s after the start of the measure phase',
  ],
  ['no PINGRESP', 2, -1.5, '2 connections ended (no PINGRESP), the first 1.5 s before the measure phase'],
])('%s, %d times, is told with who did it and when', (cause, times, afterS, said) => {
  expect(lossText(cause, times, afterS)).toBe(said);
});
