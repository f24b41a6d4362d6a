/** Hostile answers into the reader of HTTP, and what is read from them: cookies, forms, tokens, bodies. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Cookies } from '../../load/http/cookies.ts';
import { CsrfToken } from '../../load/http/csrf-token.ts';
import { encodedLocation } from '../../load/http/request-target.ts';
import { MalformedResponse, ResponseReader } from '../../load/http/response-reader.ts';
import { UnusableBody } from '../../load/http/unusable-body.ts';
import { Dice, damaged, pieces } from './mutations.ts';

const LIMIT_BYTES = 64 * 1024;
const PAGE =
  '<form><input type="hidden" name="csrf" value="a&amp;b&#x41;&eacute;"><input name=csrf value=\'x\'></form>';

const coded = (name: string, body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: ${name}\r\nContent-Length: ${body.length}\r\n\r\n`),
    body,
  ]);

const ANSWERS: readonly Buffer[] = [
  `HTTP/1.1 200 OK\r\nContent-Length: ${PAGE.length}\r\nSet-Cookie: csrf=a; Path=/; Max-Age=60; Expires=Wed, 09 Jun 2100 10:18:14 GMT\r\n\r\n${PAGE}`,
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nLAM\r\n2\r\nPI\r\n0\r\nTrailer: x\r\n\r\n',
  'HTTP/1.1 302 Found\r\nLocation: http://example.test/%E6%97%A5?x=1#y\r\nSet-Cookie: s="1"; Secure; HttpOnly; Domain=.example.test\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n',
  'HTTP/1.0 200 OK\nConnection: close\n\nuntil the end',
].map((text) => Buffer.from(text, 'latin1'));
const REAL = [
  ...ANSWERS,
  coded('gzip', gzipSync(PAGE)),
  coded('br', brotliCompressSync(PAGE)),
  coded('deflate', deflateSync(PAGE)),
  // Sixteen times what is allowed, once it is decoded.
  coded('gzip', gzipSync(Buffer.alloc(16 * LIMIT_BYTES))),
];

/** @throws Error where anything but a malformed answer or an unusable body is thrown */
export function fuzzAnswers(caseSeed: number): string {
  const dice = new Dice(caseSeed);
  const reader = new ResponseReader(LIMIT_BYTES);
  const cookies = new Cookies('example.test', dice.below(2) === 0);
  const token = new CsrfToken({ field: 'csrf', cookie: 'csrf' }, cookies);
  reader.reset(
    Buffer.from('LAMPI'),
    dice.below(2) === 0,
    dice.below(2) === 0 ? ['etag'] : null,
    dice.below(8) === 0,
  );
  try {
    const whole = readAll(reader, damaged(REAL, dice), dice);
    for (const field of reader.setCookies ?? []) cookies.store(field, '/a/b');
    cookies.header('/a/b');
    if (reader.location !== null) URL.parse(encodedLocation(reader.location), 'http://example.test/');
    if (!whole) return 'incomplete';
    token.seen(reader.body.text);
    void token.value;
    return 'whole';
  } catch (error) {
    if (error instanceof MalformedResponse) return 'malformed';
    if (error instanceof UnusableBody) return 'unusable';
    throw error;
  }
}

function readAll(reader: ResponseReader, bytes: Buffer, dice: Dice): boolean {
  for (const piece of pieces(bytes, dice)) {
    // The answer stands in a buffer that is everybody's.
    const slab = Buffer.concat([piece, Buffer.from('junk\n')]);
    if (reader.read(slab, 0, piece.length)) return true;
  }
  return reader.closed();
}
