import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedResponse, ResponseReader } from '../../../load/http/response-reader.ts';
import { BODY_LIMIT_BYTES } from '../../../load/http/site.ts';

/** Feeds the bytes in pieces of these sizes, from one buffer as sockets do. */
function feed(text: string, sizes: readonly number[] = [], keepBody = true) {
  const bytes = Buffer.from(text, 'latin1');
  const slab = Buffer.alloc(bytes.length + 10, 'junk\n');
  const reader = new ResponseReader(BODY_LIMIT_BYTES);
  reader.reset(null, keepBody);
  let whole = false;
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const end = Math.min(bytes.length, at + (sizes[piece % Math.max(1, sizes.length)] ?? bytes.length));
    bytes.copy(slab, 0, at, end);
    whole = reader.read(slab, 0, end - at);
    at = end;
  }
  return { reader, whole, body: reader.body.text };
}

const ANSWERS = {
  length:
    'HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\nLAMPI',
  chunked:
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nLAM\r\n2\r\nPI\r\n0\r\nTrailer: x\r\n\r\n',
  bareNewlines: 'HTTP/1.1 200 OK\nContent-Length: 5\n\nLAMPI',
  informational:
    'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nLAMPI',
};

test.each(Object.entries(ANSWERS))('an answer is read alike however it is cut: %s', (_, text) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (sizes) => {
      const { reader, whole, body } = feed(text, sizes);
      expect([whole, reader.status, body]).toEqual([true, 200, 'LAMPI']);
    }),
  );
});

describe('heads', () => {
  test('cookies, location and keep-alive are read, whatever the case of their names', () => {
    const { reader } = feed(ANSWERS.length);
    expect(reader.setCookies).toEqual(['a=1', 'b=2']);
    expect(reader.keepAlive).toBe(true);
    const closing = feed(
      'HTTP/1.1 302 Found\r\nLOCATION: /x\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n',
    );
    expect(closing.reader).toMatchObject({ status: 302, location: '/x', keepAlive: false });
    expect(closing.whole).toBe(true);
  });

  test('204 and 304 have no body; without a length the body ends with the connection', () => {
    expect(feed('HTTP/1.1 204 No Content\r\n\r\n').whole).toBe(true);
    expect(feed('HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n').whole).toBe(true);
    const { reader, whole } = feed('HTTP/1.0 200 OK\r\n\r\nLAMPI');
    expect(whole).toBe(false);
    expect(reader.closed()).toBe(true);
    expect(reader.body.text).toBe('LAMPI');
  });

  test('an answer that is cut short is not whole when the connection closes', () => {
    for (const text of [ANSWERS.length.slice(0, -1), ANSWERS.chunked.slice(0, -20), 'HTTP/1.1 200 OK\r\nSer'])
      expect(feed(text).reader.closed()).toBe(false);
  });
});

test.each([
  ['SSH-2.0-OpenSSH\r\n', 'not HTTP/1'],
  ['HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n', 'Content-Length is not a number'],
  ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nLAMPI', 'bytes after the end'],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n', 'a chunk without a size'],
  [`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`, 'bytes without an end'],
])('what is not HTTP is refused: %j', (text, message) => {
  expect(() => feed(text)).toThrow(MalformedResponse);
  expect(() => feed(text)).toThrow(message);
});

test('the answer to a HEAD has no body, whatever length it says', () => {
  const reader = new ResponseReader(BODY_LIMIT_BYTES);
  const head = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n');
  reader.reset(null, false, null, true);
  expect(reader.read(head, 0, head.length)).toBe(true);
  expect(reader.keepAlive).toBe(true);
});

test('fields and cookies are the same however an answer is cut', () => {
  const text = Buffer.from(
    'HTTP/1.1 103 Early\r\nVary: x\r\n\r\nHTTP/1.1 204 No\r\nVary: a\r\nSet-Cookie: c=1\r\nVary: b\r\nEtag: "1"\r\n\r\n',
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
      const reader = new ResponseReader(BODY_LIMIT_BYTES);
      reader.reset(null, false, ['vary', 'etag']);
      for (let at = 0, piece = 0; at < text.length; piece++) {
        const end = Math.min(text.length, at + sizes[piece % sizes.length]!);
        reader.read(text, at, end);
        at = end;
      }
      expect(Object.fromEntries(reader.fields!)).toEqual({ vary: 'a, b', etag: '"1"' });
      expect(reader.setCookies).toEqual(['c=1']);
    }),
  );
});

test.each(['Set-Cookie: a=b\r\n', 'X: a\r\n', 'x'])(
  'a head of pieces of one byte costs no more than its length: %j',
  (line) => {
    const text = Buffer.from(`HTTP/1.1 200 OK\r\n${line.repeat(65_000 / line.length)}`);
    const reader = new ResponseReader(BODY_LIMIT_BYTES);
    reader.reset(null, false);
    const fromMs = performance.now();
    for (let at = 0; at < text.length; at++) reader.read(text, at, at + 1);
    expect(reader.setCookies?.length ?? 0).toBeLessThanOrEqual(65_000 / line.length);
    // It took minutes, and a gigabyte, when each piece had the head read from its beginning.
    expect(performance.now() - fromMs).toBeLessThan(2000);
  },
);

test('fields that are asked for are kept, lines of one name as a list', () => {
  const reader = new ResponseReader(BODY_LIMIT_BYTES);
  const text =
    'HTTP/1.1 103 Early\r\nEtag: "0"\r\n\r\nHTTP/1.1 204 No\r\nVARY: a\r\nvary:b \r\nAllow: GET\r\nEtag\r\n\r\n';
  reader.reset(null, false, ['vary', 'etag']);
  expect(reader.read(Buffer.from(text), 0, text.length)).toBe(true);
  expect([...reader.fields!]).toEqual([['vary', 'a, b']]);
});
