import { describe, expect, test } from 'vitest';
import { cellsOf, cellTitle, overrideAxes, SweepError } from '../../matrix/axes.ts';

const AXES = { clients: [500, 1000], qos: [0, 1] };

describe('the cells of a sweep', () => {
  test('are every combination, the last axis turning fastest', () => {
    expect(cellsOf(AXES, 1).map(cellTitle)).toEqual([
      'clients=500 qos=0',
      'clients=500 qos=1',
      'clients=1000 qos=0',
      'clients=1000 qos=1',
    ]);
  });

  test('are numbered when each runs more than once', () => {
    expect(cellsOf({ clients: [500] }, 2).map(cellTitle)).toEqual([
      'clients=500 repeat=1',
      'clients=500 repeat=2',
    ]);
  });

  test('are one, without parameters, when there is no axis', () => {
    expect(cellsOf({}, 1)).toEqual([{}]);
  });
});

describe('axes named on the command line', () => {
  test('replace the axis of that name and leave the others', () => {
    expect(overrideAxes('telemetry', AXES, { clients: ['7', '8'] })).toEqual({
      clients: [7, 8],
      qos: [0, 1],
    });
  });

  test('are read as what the axis holds', () => {
    const axes = { broker: ['a'], retain: [false], clients: [1] };
    const given = { broker: ['1'], retain: ['true'], clients: ['2e3'] };
    expect(overrideAxes('mixed', axes, given)).toEqual({ broker: ['1'], retain: [true], clients: [2000] });
  });

  test('that the sweep does not have are an error with the near miss and the axes there are', () => {
    expect(() => overrideAxes('telemetry', AXES, { clientz: ['7'] })).toThrow(
      new SweepError(
        'sweep(\'telemetry\') has no axis "clientz". Did you mean --clients? Its axes: clients, qos.',
      ),
    );
  });

  test.each([
    [{ clients: ['many'] }, /a number is required/],
    [{ clients: ['NaN'] }, /a number is required/],
    [{ clients: [' '] }, /a number is required/],
  ])('that are not numbers where the axis holds numbers are an error: %j', (given, message) => {
    expect(() => overrideAxes('telemetry', AXES, given)).toThrow(message);
  });

  test('an empty axis is an error, not a sweep of nothing', () => {
    expect(() => overrideAxes('telemetry', { clients: [] }, {})).toThrow(/axis clients is empty/);
  });
});
