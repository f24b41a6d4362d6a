import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { METRICS } from '../../metrics/metrics.ts';
import { type NameParts, nameWith, readName, WHOLE_PHASE, writeName } from '../../metrics/names.ts';

/** As plans allow them; a window is called what its user likes. */
const groups = fc.option(fc.stringMatching(/^[A-Za-z][\w-]*$/));
const windows = fc.oneof(fc.constant(WHOLE_PHASE), fc.string());
const parts: fc.Arbitrary<NameParts> = fc.record({
  load: fc.nat({ max: 300 }),
  group: groups,
  metric: fc.constantFrom(...METRICS.mqtt.keys(), ...METRICS.http.keys(), 'capacity.upper'),
  window: windows,
});

describe('the name of a metric in results', () => {
  test('is read into the parts it was written from', () => {
    fc.assert(
      fc.property(parts, (drawn) => {
        expect(readName(writeName(drawn))).toEqual(drawn);
      }),
    );
  });

  test('is written from its parts as it was', () => {
    fc.assert(
      fc.property(parts.map(writeName), (name) => {
        expect(writeName(readName(name))).toBe(name);
      }),
    );
  });

  test('keeps its other parts where one is changed', () => {
    fc.assert(
      fc.property(parts, parts, (drawn, { load, window }) => {
        expect(readName(nameWith(writeName(drawn), { load }))).toEqual({ ...drawn, load });
        expect(readName(nameWith(writeName(drawn), { window }))).toEqual({ ...drawn, window });
      }),
    );
  });

  test.each<[string, NameParts]>([
    ['lost', { load: 0, group: null, metric: 'lost', window: 'measure' }],
    ['devices/lost', { load: 0, group: 'devices', metric: 'lost', window: 'measure' }],
    ['lost@storm', { load: 0, group: null, metric: 'lost', window: 'storm' }],
    [
      'load-2:devices/delivery.p99.9@storm',
      { load: 1, group: 'devices', metric: 'delivery.p99.9', window: 'storm' },
    ],
    ['lost@a/b@load-2:c', { load: 0, group: null, metric: 'lost', window: 'a/b@load-2:c' }],
  ])('%s says %j', (name, said) => {
    expect(readName(name)).toEqual(said);
    expect(writeName(said)).toBe(name);
  });
});
