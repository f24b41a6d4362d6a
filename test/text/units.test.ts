import { expect, test } from 'vitest';
import { durationMs, durationUs, ratePerSecond, sizeBytes } from '../../text/units.ts';

test.each([
  ['6s', 6000],
  ['100ms', 100],
  ['1.5m', 90_000],
  ['30min', 1_800_000],
  ['1h', 3_600_000],
  ['250us', 0.25],
])('the duration %s is %d ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each([
  ['500B', 500],
  ['1.5kB', 1500],
  ['64KiB', 65_536],
])('the size %s is %d bytes', (text, bytes) => {
  expect(sizeBytes(text)).toBe(bytes);
});

test.each([
  ['500/s', 500],
  ['30/min', 0.5],
])('the rate %s is %d a second', (text, perSecond) => {
  expect(ratePerSecond(text)).toBe(perSecond);
});

test('a number without its unit is refused, the units named', () => {
  expect(() => durationUs('6')).toThrow(/like '6s'; got "6"\. Units: us, ms, s/);
  expect(() => sizeBytes('500')).toThrow(/Units: B/);
  expect(() => ratePerSecond('500')).toThrow('/s');
});

test('a negative quantity is refused', () => {
  expect(() => ratePerSecond('-5/s')).toThrow('must not be negative; got "-5/s"');
});
