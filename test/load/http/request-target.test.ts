import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodedLocation, requestTarget, whyNoTarget } from '../../../load/http/request-target.ts';

test.each([
  ['/', '/'],
  ['/münchen', '/m%C3%BCnchen'],
  ['/日本', '/%E6%97%A5%E6%9C%AC'],
  ['/a b', '/a%20b'],
  ['/at the end ', '/at%20the%20end%20'],
  ['/search?q=ü b', '/search?q=%C3%BC%20b'],
  ["/q?a='b'&c=[d]", '/q?a=%27b%27&c=[d]'],
  ['/<">{}`^|', '/%3C%22%3E%7B%7D%60%5E|'],
  ['/a/../b/./c', '/b/c'],
  ['/../above', '/above'],
  ['/already%20encoded%', '/already%20encoded%'],
  ['//twice', '//twice'],
  ['/empty?', '/empty?'],
  ['/😀', '/%F0%9F%98%80'],
])('%s is asked for as %s', (path, target) => {
  expect(requestTarget(path)).toBe(target);
});

test('what can be sent is sent as printable ASCII, and asked for again it stays the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const path = `/${text}`;
      if (whyNoTarget(path) !== null) return;
      const target = requestTarget(path);
      expect(target).toMatch(/^\/[\x21-\x7e]*$/);
      expect(requestTarget(target)).toBe(target);
    }),
  );
});

test.each([
  ['/page#part', 'a fragment is never sent'],
  ['/a\nb', 'control characters cannot be sent'],
  ['/\x7f', 'control characters cannot be sent'],
  ['/\ud800', 'half of a surrogate pair'],
])('%j is refused: %s', (path, why) => {
  expect(whyNoTarget(path)).toContain(why);
});

test('the bytes of a Location come back to the site as they were', () => {
  const field = Buffer.from('/größe?q=日').toString('latin1');
  expect(encodedLocation(field)).toBe('/gr%C3%B6%C3%9Fe?q=%E6%97%A5');
  expect(encodedLocation('/caf\xe9')).toBe('/caf%E9');
});
