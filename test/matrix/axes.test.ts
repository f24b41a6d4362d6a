import { describe, expect, test } from 'vitest';
import { cellsOf, cellTitle, overrideAxes, refuseUnknownAxes, SweepError } from '../../matrix/axes.ts';

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

  test('have titles without credentials', () => {
    expect(cellTitle({ broker: 'mqtt://u:hunter2@h', password: 'hunter2', qos: 1 })).toBe(
      'broker=mqtt://u:***@h password=*** qos=1',
    );
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

  test('that another sweep has are left to it', () => {
    expect(overrideAxes('telemetry', AXES, { payload: ['1KB'] })).toEqual(AXES);
  });

  const axes = new Set(Object.keys(AXES));
  test.each([
    [
      'clientz',
      axes,
      '--clientz: no sweep has an axis "clientz". Did you mean --clients? Axes: clients, qos.',
    ],
    ['brokr', axes, '--brokr: no sweep has an axis "brokr". Did you mean --broker? Axes: clients, qos.'],
    ['x', new Set<string>(), '--x: no sweep has an axis "x". These files hold no sweep with axes.'],
  ])(
    'that no sweep has are an error with the near miss among axes and options: --%s',
    (name, known, message) => {
      expect(() => refuseUnknownAxes([name], known, ['broker', 'out'])).toThrow(new SweepError(message));
    },
  );

  test('that some sweep has are no error', () => {
    expect(() => refuseUnknownAxes(['qos'], axes, ['broker'])).not.toThrow();
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
