import { describe, expect, test } from 'vitest';
import { endsApart } from '../../../matrix/bisect/ends-apart.ts';

const LATENCY = { metric: 'delivery.p99', unit: 'ms', better: 'lower' } as const;
const RATE = { metric: 'publish.rate', unit: '/s', better: 'higher' } as const;

describe('both ends are apart', () => {
  test('when the bad one is worse beyond noise and luck; the threshold is the middle of the medians', () => {
    expect(endsApart([10, 11, 12], [20, 21, 30], LATENCY)).toEqual({ apart: true, threshold: 16, gap: 10 });
    expect(endsApart([30, 21, 20], [10, 11, 12], RATE)).toEqual({ apart: true, threshold: 16, gap: 10 });
  });

  test('also when the good one has none of it', () => {
    const lost = { metric: 'lost', unit: '', better: 'lower' } as const;
    expect(endsApart([0, 0, 0], [4, 5, 6], lost)).toEqual({ apart: true, threshold: 2.5, gap: 5 });
  });
});

describe('they are not, and the figures are said,', () => {
  test.each([
    [
      'when the bad one is better',
      [20, 21, 22],
      [10, 11, 12],
      LATENCY,
      /good 21.* ms, bad 11.* ms \(-47\.6 %\): the bad end is not worse/,
    ],
    ['when the bad one has the higher rate', [10, 11, 12], [20, 21, 22], RATE, /is not worse/],
    ['within the noise floor', [100, 101, 102], [104, 105, 105.5], LATENCY, /within the noise floor of 5/],
    [
      'by exactly the noise floor',
      [4, 4, 4],
      [5, 5, 5],
      { ...LATENCY, metric: 'delivery.max' },
      /within the noise floor of 25\.0 %/,
    ],
    [
      'when runs overlap',
      [10, 11, 25],
      [20, 21, 22],
      LATENCY,
      /may be luck \(p 0\.\d+, at most 0\.05 required\)/,
    ],
    [
      'when runs were invalid',
      [10, 11, 12],
      [20, 21],
      LATENCY,
      /2 valid runs of the bad end, at least 3 required/,
    ],
    ['when nothing changed', [0, 0, 0], [0, 0, 0], LATENCY, /good 0 ms, bad 0 ms \(0\.0 %\): .*is not worse/],
    ['when a rate is as before', [5, 5, 5], [5, 5, 5], RATE, /\(0\.0 %\): the bad end is not worse/],
    ['from nothing to something by luck', [0, 0, 3], [0, 2, 3], LATENCY, /\(from none\): it may be luck/],
  ] as const)('%s', (_, good, bad, followed, why) => {
    expect(endsApart(good, bad, followed)).toEqual({ apart: false, why: expect.stringMatching(why) });
  });
});
