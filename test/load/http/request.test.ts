import { expect, test } from 'vitest';
import { fieldValue, requestText, whyNoField } from '../../../load/http/request.ts';

const frame = { origin: 'https://site.example', authority: 'site.example', authorization: null };

test('a GET asks for the identity coding and carries the cookies', () => {
  expect(requestText(frame, { target: '/a?b=1', body: null }, 'sid=1')).toBe(
    'GET /a?b=1 HTTP/1.1\r\nhost: site.example\r\nuser-agent: tidemark\r\naccept: */*\r\naccept-encoding: identity\r\ncookie: sid=1\r\n\r\n',
  );
});

test('a form says where it comes from and how long it is, and credentials go with every request', () => {
  const text = requestText({ ...frame, authorization: 'Basic eA==' }, { target: '/a', body: 'n=1' }, '');
  expect(text.split('\r\n')).toEqual([
    'POST /a HTTP/1.1',
    'host: site.example',
    'user-agent: tidemark',
    'accept: */*',
    'accept-encoding: identity',
    'authorization: Basic eA==',
    'origin: https://site.example',
    'referer: https://site.example/a',
    'content-type: application/x-www-form-urlencoded',
    'content-length: 3',
    '',
    'n=1',
  ]);
});

test("a field of the request's own replaces one that every request has", () => {
  const headers = { accept: 'application/json', 'x-csrftoken': 't' };
  const lines = requestText(frame, { target: '/', body: null, headers }, '').split('\r\n');
  expect(lines.filter((line) => line.startsWith('accept:'))).toEqual(['accept: application/json']);
  expect(lines).toContain('x-csrftoken: t');
});

test.each([
  ['x y', 'v', 'a name of letters'],
  ['', 'v', 'a name of letters'],
  ['Content-Length', '3', 'follows from the request'],
  ['cookie', 'a=1', 'follows from the request'],
  ['x-a', 'v\r\nx-b: w', 'without control characters'],
  ['x-a', '日本', 'of Latin-1'],
])('the field %j: %j is refused: %s', (name, value, why) => {
  expect(whyNoField(name, value)).toContain(why);
});

test('a field with a token and an é can be sent', () => {
  expect(whyNoField('X-CSRFToken', '{csrf} é')).toBeNull();
});

test('a token of a site cannot begin another field', () => {
  expect(fieldValue('t\r\nx-b: w\u010a\0é')).toBe('tx-b: wé');
});
