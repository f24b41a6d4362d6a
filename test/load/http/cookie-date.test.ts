import { expect, test } from 'vitest';
import { cookieDateMs } from '../../../load/http/cookie-date.ts';

test.each([
  ['Wed, 09 Jun 2021 10:18:14 GMT', '2021-06-09T10:18:14Z'],
  ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37Z'],
  ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37Z'],
  ['6 november 2069 8:9:7', '2069-11-06T08:09:07Z'],
  ['01 Jan 69 00:00:00', '2069-01-01T00:00:00Z'],
  ['01 Jan 70 00:00:00', '1970-01-01T00:00:00Z'],
  ['1994 Nov 06 08:49:37', '1994-11-06T08:49:37Z'],
  ['29 Feb 2024 23:59:59', '2024-02-29T23:59:59Z'],
])('%s is %s', (text, iso) => {
  expect(cookieDateMs(text)).toBe(Date.parse(iso));
});

test.each([
  '',
  '0',
  'Wed, 09 Jun 2021',
  '31 Feb 2021 10:00:00',
  '09 Jun 1600 10:00:00',
  '9 Jun 2021 24:00:00',
  '9 Jun 2021 10:60:00',
  '9 Jum 2021 10:00:00',
  '2021-06-09T10:18:14Z',
])('%j is no date', (text) => {
  expect(cookieDateMs(text)).toBeNull();
});
