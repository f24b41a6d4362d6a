import { expect, test } from 'vitest';
import { fieldValue, redirected, requestText, whyNoField } from '../../../load/http/request.ts';
import { bodyFor, formOf } from '../../../load/http/request-body.ts';

const frame = { origin: 'https://site.example', authority: 'site.example', authorization: null };

test('a GET asks for the identity coding and carries the cookies', () => {
  expect(requestText(frame, { method: 'GET', target: '/a?b=1', body: null }, 'sid=1')).toBe(
    'GET /a?b=1 HTTP/1.1\r\nhost: site.example\r\nuser-agent: tidemark\r\naccept: */*\r\naccept-encoding: identity\r\ncookie: sid=1\r\n\r\n',
  );
});

test('a form says where it comes from and how long it is, and credentials go with every request', () => {
  const text = requestText(
    { ...frame, authorization: 'Basic eA==' },
    { method: 'POST', target: '/a', body: formOf({ n: '1' }) },
    '',
  );
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
  const lines = requestText(frame, { method: 'GET', target: '/', body: null, headers }, '').split('\r\n');
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

test('text beyond ASCII is sent as UTF-8, and its length is that of the bytes', () => {
  const taken = new Map<string, string | number | bigint>([
    ['id', 7],
    ['long', 9007199254740993n],
    ['name', 'Zoë "z"'],
  ]);
  const owner = {
    number: 3,
    seq: 5,
    account: {},
    csrf: null,
    random: () => 0.5,
    taken: (name: string) => taken.get(name),
  };
  const bodyOf = (json: unknown) => bodyFor({ form: null, json }, owner)!;
  const json = bodyOf({ 'n-{user}': ['{name}', '日', {}] });
  expect(Buffer.from(json.bytes, 'latin1').toString()).toBe('{"n-3":["Zoë \\"z\\"","日",{}]}');
  const [head, body] = requestText(frame, { method: 'PUT', target: '/', body: json }, '').split('\r\n\r\n');
  expect(head).toContain(`content-length: ${Buffer.byteLength('{"n-3":["Zoë \\"z\\"","日",{}]}')}`);
  expect(body).toBe(json.bytes);
  expect(bodyFor({ form: null, body: '{"n": {seq}}' }, owner)).toEqual({
    bytes: '{"n": 5}',
    type: 'text/plain;charset=UTF-8',
  });
  // A text that is nothing but a name keeps the kind of its value; the name of a member is text.
  const alone = ['{id}', '{long}', '{seq}', 'n{seq}', '{random:10}', '{random:256:x2}', '{id}{id}'];
  expect(bodyOf({ '{id}': alone }).bytes).toBe('{"7":[7,9007199254740993,5,"n5",5,"80","77"]}');
});

test.each([
  ['POST', 'content-length: 0'],
  ['PATCH', 'content-length: 0'],
  ['DELETE', null],
  ['HEAD', null],
] as const)('%s without a body says %s', (method, length) => {
  const lines = requestText(frame, { method, target: '/', body: null }, '').split('\r\n');
  expect(lines.find((line) => line.startsWith('content-length')) ?? null).toBe(length);
});

test.each([
  [301, 'POST', 'GET'],
  [302, 'PUT', 'PUT'],
  [303, 'DELETE', 'GET'],
  [303, 'HEAD', 'HEAD'],
  [307, 'POST', 'POST'],
  [308, 'PATCH', 'PATCH'],
] as const)('a redirect of %i makes %s a %s', (status, method, then) => {
  const headers = { 'content-type': 'text/csv', accept: 'a/b' };
  const body = method === 'HEAD' ? null : { bytes: 'a', type: null };
  const next = redirected({ method, target: '/a', body, headers }, status, '/b');
  expect(next).toMatchObject({ method: then, target: '/b', headers: { accept: 'a/b' } });
  expect(next.body).toEqual(then === method ? body : null);
  expect(next.headers).toEqual(then === method ? headers : { accept: 'a/b' });
});
