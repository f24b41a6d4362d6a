import { expect, test } from 'vitest';
import { basicAuthorization, readSiteUrl } from '../../../load/http/site-url.ts';

test('host, port, base path and credentials are told apart', () => {
  expect(readSiteUrl('http://user:p%40ss@host/app/v1/')).toEqual({
    url: 'http://host/app/v1',
    host: 'host',
    port: 80,
    secure: false,
    basePath: '/app/v1',
    credentials: { username: 'user', password: 'p@ss' },
  });
  expect(readSiteUrl('https://[::1]')).toEqual({
    url: 'https://[::1]',
    host: '::1',
    port: 443,
    secure: true,
    basePath: '',
    credentials: null,
  });
  expect(readSiteUrl('http://host:8080/münchen').basePath).toBe('/m%C3%BCnchen');
});

test.each([
  ['user:pw', 'user:pw'],
  [':only', ':only'],
  ['token', 'token:'],
  ['m%C3%BCller:gr%C3%BC%C3%9Fe', 'müller:grüße'],
  ['a:b%3Ac', 'a:b:c'],
])('credentials %s are sent as %s, in UTF-8', (written, sent) => {
  const { credentials } = readSiteUrl(`http://${written}@host`);
  const [scheme, text = ''] = basicAuthorization(credentials!).split(' ');
  expect([scheme, Buffer.from(text, 'base64').toString()]).toEqual(['Basic', sent]);
});

test.each([
  ['mqtt://host', 'an http: or https: URL is required'],
  ['host/app', 'an http: or https: URL is required'],
  ['http://host/app?tenant=1', 'a site has no query'],
  ['http://host/#top', 'a site has no fragment'],
  ['http://a%3Ab:pw@host', 'no colon in the user name'],
  ['http://a:p%0Aw@host', 'no control characters'],
  ['http://a:100%@host', 'two hexadecimal digits'],
])('%s is refused: %s', (text, why) => {
  expect(() => readSiteUrl(text)).toThrow(RangeError);
  expect(() => readSiteUrl(text)).toThrow(why);
});
