import { expect, test } from 'vitest';
import { Cookies } from '../../../load/http/cookies.ts';
import { CsrfToken } from '../../../load/http/csrf-token.ts';

const names = { field: 'token', cookie: 'csrf' };
const page = (value: string) => `<form><input name="token" value="${value}"></form>`;

test('the token is that of the last page with a field, until the cookie becomes another one', () => {
  const cookies = new Cookies('site.example', false);
  const csrf = new CsrfToken(names, cookies);
  expect(csrf.value).toBeNull();
  cookies.store('csrf=c1', '/');
  expect(csrf.value).toBe('c1');
  csrf.seen(page('f1'));
  expect(csrf.value).toBe('f1');
  csrf.seen('<p>no form</p>');
  cookies.store('csrf=c1; Max-Age=60', '/');
  expect(csrf.value).toBe('f1');
  cookies.store('csrf=c2', '/');
  expect(csrf.value).toBe('c2');
  csrf.seen(page('f2'));
  expect(csrf.value).toBe('f2');
});

test('without a cookie it is the field alone, and what is missing is named', () => {
  const csrf = new CsrfToken({ field: 'token', cookie: null }, new Cookies('site.example', false));
  expect(csrf.missing).toBe('CSRF token missing: the page has no field token');
  csrf.seen(page('f1'));
  expect(csrf.value).toBe('f1');
  expect(new CsrfToken(names, new Cookies('site.example', false)).missing).toContain(
    'no field token, the session no cookie csrf',
  );
});
