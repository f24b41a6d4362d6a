/** The examples are those of RFC 6265, 3.1 and 5.1; tough-cookie says what a whole jar does with any fields. */
import fc from 'fast-check';
import { CookieJar } from 'tough-cookie';
import { describe, expect, test, vi } from 'vitest';
import { Cookies } from '../../../load/http/cookies.ts';

const HOST = 'www.example.com';
const DAY_MS = 86_400_000;

/** What a request for `target` carries after these fields, set by the answer to a request for `from`. */
function header(
  fields: readonly string[],
  {
    target = '/',
    from = '/',
    secure = false,
    host = HOST,
  }: Partial<Record<'target' | 'from' | 'host', string>> & { secure?: boolean } = {},
): string {
  const cookies = new Cookies(host, secure);
  for (const field of fields) cookies.store(field, from);
  return cookies.header(target);
}

describe('the examples of RFC 6265, 3.1', () => {
  test('a session id comes back', () => {
    expect(header(['SID=31d4d96e407aad42'])).toBe('SID=31d4d96e407aad42');
  });

  test('Path and Domain: it goes to every path and every name below', () => {
    const field = 'SID=31d4d96e407aad42; Path=/; Domain=example.com';
    expect(header([field], { from: '/deep/page', target: '/other' })).toBe('SID=31d4d96e407aad42');
  });

  test('Secure is for HTTPS alone, HttpOnly changes nothing here', () => {
    const fields = [
      'SID=31d4d96e407aad42; Path=/; Secure; HttpOnly',
      'lang=en-US; Path=/; Domain=example.com',
    ];
    expect(header(fields, { secure: true })).toBe('SID=31d4d96e407aad42; lang=en-US');
    expect(header(fields)).toBe('lang=en-US');
  });

  test('Expires in the future keeps a cookie, in the past removes it', () => {
    const kept = 'lang=en-US; Expires=Wed, 09 Jun 2100 10:18:14 GMT';
    expect(header([kept])).toBe('lang=en-US');
    expect(header([kept, 'lang=; Expires=Sun, 06 Nov 1994 08:49:37 GMT'])).toBe('');
  });
});

test.each([
  ['', ''],
  ['no pair', ''],
  ['=nameless', ''],
  [' a = b ; Path=/', 'a=b'],
  ['a=b=c', 'a=b=c'],
  ['a="quoted"', 'a="quoted"'],
  ['a=', 'a='],
  ['a=b; Path=relative', 'a=b'],
  ['a=b; Path=/x; Path=/', 'a=b'],
  ['a=b; PATH=/', 'a=b'],
  ['a=b; Domain=', 'a=b'],
  ['a=b; Domain=.WWW.Example.COM', 'a=b'],
  ['a=b; Domain=ample.com', ''],
  ['a=b; Domain=com', ''],
  ['a=b; Domain=sub.www.example.com', ''],
  ['a=b; Domain=other.example', ''],
  ['a=b; Max-Age=0', ''],
  ['a=b; Max-Age=-1', ''],
  ['a=b; Max-Age=many', 'a=b'],
  ['a=b; Max-Age=60; Expires=Sun, 06 Nov 1994 08:49:37 GMT', 'a=b'],
  ['a=b; Expires=Wed, 09 Jun 2100 10:18:14 GMT; Max-Age=0', ''],
  ['a=b; Expires=never', 'a=b'],
  [`a=${'b'.repeat(5000)}`, ''],
  ['a=b\x01', ''],
])('after Set-Cookie: %j a request carries %j', (field, carried) => {
  expect(header([field])).toBe(carried);
});

test.each([
  ['/docs', '/docs', true],
  ['/docs', '/docs/', true],
  ['/docs', '/docs/web?q=1', true],
  ['/docs', '/docsets', false],
  ['/docs', '/', false],
  ['/docs/', '/docs', false],
  ['/', '/anything', true],
])('a cookie of the path %s and a request for %s', (path, target, carried) => {
  expect(header([`a=b; Path=${path}`], { target })).toBe(carried ? 'a=b' : '');
});

test.each([
  ['/', '/x', true],
  ['/page', '/x', true],
  ['/folder/page?a=/b/c', '/folder/x', true],
  ['/folder/page', '/x', false],
  ['/folder/', '/folder', true],
])('without a Path, what %s sets is for its folder: %s', (from, target, carried) => {
  expect(header(['a=b'], { from, target })).toBe(carried ? 'a=b' : '');
});

test('an address has no domain above it', () => {
  expect(header(['a=b; Domain=0.0.1'], { host: '127.0.0.1' })).toBe('');
  expect(header(['a=b; Domain=127.0.0.1'], { host: '127.0.0.1' })).toBe('a=b');
  expect(header(['a=b; Domain=::1'], { host: '::1' })).toBe('a=b');
});

test('longer paths come first, then older cookies; one of the same name, domain and path is replaced in its place', () => {
  const fields = ['a=1; Path=/', 'b=2; Path=/x', 'c=3; Path=/', 'a=4; Path=/', 'a=5; Path=/x'];
  expect(header(fields, { target: '/x' })).toBe('b=2; a=5; a=4; c=3');
});

test('a site that sets ever new cookies keeps no more than 180 of them', () => {
  const carried = header(Array.from({ length: 1000 }, (_, n) => `c${n}=v`));
  expect(carried.split('; ')).toHaveLength(180);
  expect(carried).toContain('c999=v');
});

describe('the version', () => {
  test('stays as long as requests carry the same, and changes with what they carry', () => {
    let nowMs = 0;
    const cookies = new Cookies(HOST, false, () => nowMs);
    const changed = (change: () => void): boolean => {
      const before = cookies.version;
      change();
      return cookies.version !== before;
    };
    expect(changed(() => cookies.store('a=1; Max-Age=60', '/'))).toBe(true);
    expect(changed(() => cookies.store('a=1; Max-Age=90', '/'))).toBe(false);
    expect(changed(() => cookies.store('a=2; Max-Age=90', '/'))).toBe(true);
    expect(changed(() => cookies.store('not a cookie', '/'))).toBe(false);
    expect(changed(() => cookies.store('b=; Max-Age=0', '/'))).toBe(false);
    nowMs = 89_999;
    expect(changed(() => {})).toBe(false);
    expect(cookies.header('/')).toBe('a=2');
    const before = cookies.version;
    nowMs = 90_000;
    expect(cookies.version).not.toBe(before);
    expect(cookies.header('/')).toBe('');
    expect(cookies.get('a')).toBeNull();
  });
});

test('any fields at any time: a request carries what it does by tough-cookie', ({ onTestFinished }) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const path = fc.constantFrom('/', '/a', '/a/', '/a/b', '/ab', '/a/b/c?d=/e');
  const field = fc
    .tuple(
      fc.constantFrom('a', 'b', 'c'),
      fc.constantFrom('1', '2', ''),
      fc.array(
        fc.oneof(
          path.map((it) => `Path=${it.split('?')[0]}`),
          fc.constantFrom('Path', 'Path=', 'Path=x'),
          fc
            .constantFrom('example.com', '.example.com', HOST, 'other.com', 'x.www.example.com')
            .map((it) => `Domain=${it}`),
          fc.constantFrom('Secure', 'HttpOnly', 'SameSite=Lax', 'Unknown=1'),
          // tough-cookie lets a Max-Age begin anew at each request, so none ends here.
          fc.constantFrom('Max-Age=0', 'Max-Age=-5', 'Max-Age=100000', 'Max-Age=x'),
          fc.constantFrom(50, 500, 5000).map((s) => `Expires=${new Date(s * 1000).toUTCString()}`),
        ),
        { maxLength: 3 },
      ),
    )
    .map(([name, value, attributes]) => [`${name}=${value}`, ...attributes].join('; '));
  const step = fc.record({ field, from: path, target: path, laterS: fc.constantFrom(0, 0, 31, 203) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.boolean(), (steps, secure) => {
      vi.setSystemTime(10_000);
      const ours = new Cookies(HOST, secure, Date.now);
      const jar = new CookieJar(null, { rejectPublicSuffixes: false, allowSecureOnLocal: false });
      const origin = `${secure ? 'https' : 'http'}://${HOST}`;
      for (const { field: text, from, target, laterS } of steps) {
        ours.store(text, from);
        jar.setCookieSync(text, origin + from, { ignoreError: true });
        vi.setSystemTime(Date.now() + laterS * 1000);
        // Without the order: what is as long and as old may come in any.
        const theirs = jar.getCookiesSync(origin + target).map((cookie) => cookie.cookieString());
        expect(ours.header(target).split('; ').filter(Boolean).sort()).toEqual(theirs.sort());
      }
    }),
    { numRuns: 500 },
  );
});

test('a day later a cookie of an hour is gone', () => {
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  const cookies = new Cookies(HOST, false, () => nowMs);
  cookies.store('a=b; Expires=Thu, 01 Jan 2026 01:00:00 GMT', '/');
  expect(cookies.header('/')).toBe('a=b');
  nowMs += DAY_MS;
  expect(cookies.header('/')).toBe('');
});

test('a clock that is set ends no cookie', ({ onTestFinished }) => {
  const cookies = new Cookies(HOST, false);
  cookies.store('a=b; Max-Age=3600', '/');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 365 * DAY_MS });
  onTestFinished(() => void vi.useRealTimers());
  expect(cookies.header('/')).toBe('a=b');
});
