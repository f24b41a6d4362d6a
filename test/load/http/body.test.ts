import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Body } from '../../../load/http/body.ts';
import { BodyTooLarge, UnreadableBody } from '../../../load/http/unusable-body.ts';

interface How {
  readonly needle?: string;
  readonly keep?: boolean;
  readonly coding?: string;
  readonly most?: number;
}

/** What a body says that comes in these pieces. */
function read(pieces: readonly Buffer[], { needle, keep = false, coding = '', most = 1e6 }: How): Body {
  const body = new Body(most);
  body.reset(needle === undefined ? null : Buffer.from(needle), keep);
  if (coding !== '') body.coding = coding;
  // As sockets do, all pieces come in one buffer.
  const slab = Buffer.alloc(Math.max(1, ...pieces.map(({ length }) => length)));
  for (const piece of pieces) {
    piece.copy(slab);
    body.add(slab, 0, piece.length, pieces.length === 1);
  }
  body.end();
  return body;
}

const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const end = at + sizes[n % sizes.length]!;
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
};
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });

test('a text is found wherever the body is cut, and only if it is there', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 40 });
  const needles = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(letters, needles, sizes, fc.boolean(), (text, needle, cuts, keep) => {
      const body = read(cut(Buffer.from(text), cuts), { needle, keep });
      expect(body.found).toBe(text.includes(needle));
      if (keep) expect(body.text).toBe(text);
    }),
  );
});

test('a body that only has to hold a text is not kept', () => {
  const body = read(cut(Buffer.from('x'.repeat(1000)), [100]), { needle: 'never' });
  expect(body.found).toBe(false);
  expect(body.text.length).toBeLessThan('never'.length);
});

test('a body that nobody asks for counts alone', () => {
  expect(read([Buffer.from('anything')], {}).found).toBe(true);
});

describe('a coding that the site was not asked for', () => {
  const page = '<h1>Welcome</h1>'.repeat(50);
  test.each([
    ['gzip', gzipSync(page)],
    ['X-GZIP', gzipSync(page)],
    ['br', brotliCompressSync(page)],
    ['deflate', deflateSync(page)],
    ['deflate', deflateRawSync(page)],
    ['zstd', zstdCompressSync(page)],
    ['identity', Buffer.from(page)],
    ['gzip, br', brotliCompressSync(gzipSync(page))],
  ])('%s is undone, whole or in pieces', (coding, bytes) => {
    for (const pieces of [[bytes], cut(bytes, [3])])
      for (const keep of [true, false]) {
        const body = read(pieces, { coding, keep, needle: 'Welcome' });
        expect(body.found).toBe(true);
        if (keep) expect(body.text).toBe(page);
      }
  });

  test('an unknown or a broken one is named', () => {
    const gzip = gzipSync(page);
    expect(() => read([gzip], { coding: 'compress', needle: 'x' })).toThrow(UnreadableBody);
    expect(() => read([gzip.subarray(0, 20)], { coding: 'gzip', needle: 'x' })).toThrow(
      'body unreadable: its content coding gzip cannot be undone',
    );
    expect(read([gzip], { coding: 'compress' }).found).toBe(true);
  });

  test('a small body that would become a large one is not unpacked', () => {
    const bomb = gzipSync(Buffer.alloc(50e6));
    expect(() => read([bomb], { coding: 'gzip', needle: 'x', most: 1e6 })).toThrow(BodyTooLarge);
  });
});

describe('a body larger than the limit', () => {
  test.each([true, false])('is refused as soon as it is known: kept %s', (keep) => {
    const body = new Body(2 ** 20);
    body.reset(null, keep);
    expect(() => body.announce(2 ** 20 + 1)).toThrow('body too large: more than 1.0 MiB (bodyLimit)');
    body.announce(2 ** 20);
    const piece = Buffer.alloc(2 ** 19);
    body.add(piece, 0, piece.length, false);
    body.add(piece, 0, piece.length, false);
    expect(() => body.add(piece, 0, 1, false)).toThrow(BodyTooLarge);
  });
});

test('an answer without a body may name a coding', () => {
  expect(read([], { keep: true, coding: 'gzip' }).text).toBe('');
});
