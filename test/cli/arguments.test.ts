import { describe, expect, test } from 'vitest';
import { readDurationMs, readInteger, takeAxes, UsageError } from '../../cli/arguments.ts';

const KNOWN = new Set(['--out', '--host-network']);

describe('the axes of a matrix command', () => {
  test('are all options the command does not have; the rest keeps its order', () => {
    const words = [
      'matrix',
      '--clients',
      '500,1000',
      '--out',
      'x',
      'a.slo.ts',
      '--qos=0',
      '--host-network',
      'b.slo.ts',
    ];
    expect(takeAxes(words, KNOWN)).toEqual({
      axes: { clients: ['500', '1000'], qos: ['0'] },
      rest: ['matrix', '--out', 'x', 'a.slo.ts', '--host-network', 'b.slo.ts'],
    });
  });

  test('may have negative values and values with an equals sign', () => {
    expect(takeAxes(['--offset', '-5,-1', '--filter=a=b'], KNOWN).axes).toEqual({
      offset: ['-5', '-1'],
      filter: ['a=b'],
    });
  });

  test.each([[['--clients']], [['--clients', '--out', 'x']], [['--clients=']], [['--clients', '1,,2']]])(
    'need values: %j',
    (words) => {
      expect(() => takeAxes(words, KNOWN)).toThrow(UsageError);
    },
  );
});

test('option values are read with their unit or refused by name', () => {
  expect(readDurationMs('--for')('2m')).toBe(120_000);
  expect(() => readDurationMs('--for')('2')).toThrow(/^--for: /);
  expect(readInteger('--agents')('4')).toBe(4);
  for (const text of ['0', '-1', '1.5', '', 'x'])
    expect(() => readInteger('--agents')(text)).toThrow(UsageError);
});
