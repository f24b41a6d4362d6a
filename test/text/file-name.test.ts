import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distinguishing, slug } from '../../text/file-name.ts';

describe('a slug', () => {
  test.each([
    ['500-byte telemetry, 1,000 clients, qos 1', '500-byte-telemetry-1000-clients-qos-1'],
    ['1,234,567 messages; 0.5 or 0,5', '1234567-messages-0-5-or-0-5'],
    ['Größe: 3 µs?', 'größe-3-µs'],
    ['千台の端末', '千台の端末'],
    ['e\u0301te\u0301', 'été'],
    ['हिन्दी', 'हिन्दी'],
    ['../../etc/passwd', 'etc-passwd'],
    ['--', 'test'],
    ['', 'test'],
  ])('of "%s" is "%s"', (title, expected) => expect(slug(title)).toBe(expected));

  test('fits any file system, whole characters alone, and names no other folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (title) => {
        const name = slug(title);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(90);
        expect(name).toMatch(/^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}-]*$/u);
        expect(name.isWellFormed()).toBe(true);
      }),
    );
    expect(slug('端'.repeat(100))).toBe('端'.repeat(30));
    expect(slug('𝒜'.repeat(100))).toBe('𝒜'.repeat(22));
  });
});

test('digits tell apart what a slug does not', () => {
  const own = new Set(
    ['Stays up', 'stays up', 'stays up!', 'stays, up'].map((title) => distinguishing('a', title)),
  );
  expect(own.size).toBe(4);
  expect(distinguishing('a', 'b')).toMatch(/^[0-9a-f]{8}$/);
  expect(distinguishing('ab', '')).not.toBe(distinguishing('a', 'b'));
});
