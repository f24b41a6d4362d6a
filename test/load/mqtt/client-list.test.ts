import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clientList } from '../../../load/mqtt/client-list/file.ts';
import { readClientList } from '../../../load/mqtt/client-list/read.ts';
import { clientListLines } from '../../../load/mqtt/client-list/write.ts';
import { readPlan } from '../../../load/mqtt/plan-input.ts';
import { PlanError } from '../../../load/plan-input.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const asked = {
  destinations: ['10.0.0.1', '10.0.0.2'],
  clients: 5,
  port: 1884,
  tls: false,
  version: '5',
} as const;
const listOf = (more = {}) =>
  [...clientListLines({ ...asked, clientId: 'perfclient{client}', ...more })].join('\n');
const rows = (...list: readonly object[]): string =>
  JSON.stringify(
    list.map((one, at) => ({
      _id: `c${at}`,
      dst: '127.0.0.1',
      dstPort: 1883,
      useTLS: false,
      version: 'TCP5',
      ...one,
    })),
  );

const countOf = (from: number, to: number): string => `$\{COUNT:${from}-${to}}`;

test('a list is a JSON array with one client a line, round robin over the destinations', () => {
  expect(listOf().split('\n').slice(0, 3)).toEqual([
    '[',
    '{"_id":"perfclient0","cleanStart":true,"dst":"10.0.0.1","dstPort":1884,"useTLS":false,"version":"TCP5"},',
    '{"_id":"perfclient1","cleanStart":true,"dst":"10.0.0.2","dstPort":1884,"useTLS":false,"version":"TCP5"},',
  ]);
  expect(JSON.parse(listOf())).toHaveLength(5);
});

test('clients of a list are a group that goes round its destinations, in whatever order the list has them', () => {
  const shuffled = JSON.stringify((JSON.parse(listOf()) as object[]).toReversed());
  for (const text of [listOf(), shuffled]) {
    const load = readClientList(text, 'clients.json');
    expect(load.target).toEqual(['mqtt://10.0.0.1:1884', 'mqtt://10.0.0.2:1884']);
    const plan = readPlan(
      { groups: load.groups, measure: '1s' },
      load.target.map((url) => ({ url, host: new URL(url).hostname, port: 1884 })),
    );
    expect(plan.groups).toMatchObject([
      {
        name: 'clients',
        clients: 5,
        connect: { protocolVersion: 5, clientId: 'perfclient{client}', cleanStart: true },
      },
    ]);
  }
});

test('publishers and subscribers of a list are groups of their own', () => {
  const text = rows(
    { _id: 'pub-1', publishTopics: [{ topicStr: 'in/pub-1', qos: 1 }] },
    {
      _id: 'sub-0',
      subscriptions: [{ topicStr: '$share/app/in/#', qos: 1 }],
      password: 'c2VjcmV0',
      username: 'ann',
    },
    { _id: 'pub-0', publishTopics: [{ topicStr: 'in/pub-0', qos: 1 }] },
  );
  expect(readClientList(text, 'f', { every: '1s' }).groups).toMatchObject({
    'clients-1': {
      clients: 2,
      connect: { clientId: 'pub-{client}' },
      publish: [{ topic: 'in/pub-{client}', qos: 1, every: '1s' }],
    },
    'clients-2': {
      clients: 1,
      connect: { username: 'ann', password: 'secret' },
      subscribe: [{ filter: '$share/app/in/#', qos: 1 }],
    },
  });
});

test('a COUNT in a topic stands for several topics', () => {
  const topicStr = `a/${countOf(5, 7)}/b`;
  const text = rows({ subscriptions: [{ topicStr }] });
  expect(readClientList(text, 'f').groups.clients).toMatchObject({
    subscribe: [{ filter: 'a/5/b' }, { filter: 'a/6/b' }, { filter: 'a/7/b' }],
  });
});

test.each([
  ['no JSON', '[{"_id": }]', 'row 1: JSON is required; got a text that is none'],
  ['an array that does not end', '[{"_id": }', 'a JSON array of clients is required; got no end of it.'],
  ['an array that ends early', `${rows({})}]`, 'got more after its end after row 1.'],
  ['nesting without an end', '['.repeat(1e6), 'a JSON array of clients is required; got no end of it.'],
  [
    'nested arrays',
    `${'['.repeat(1e5)}${']'.repeat(1e5)}`,
    'row 1: the type object is required; got another one.',
  ],
  [
    'a row that is too long',
    `[{"_id":"${'x'.repeat(5e6)}"}]`,
    'got a row of more than 4,194,304 characters.',
  ],
  ['a prototype', rows({}).replace('{', '{"__proto__":{"a":1},'), '; got __proto__.'],
  [
    'keys without an end',
    rows(Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`k${at}`, 1]))),
    'got k0, k1, k2, k3, k4 and 995 more.',
  ],
  ['a host that is a URL', rows({ dst: 'a/b?c#d@e' }), 'row 1: dst: a host is required, like broker-1'],
  ['an id with braces', rows({ _id: '{run}' }), 'row 1: _id: a client id without { is required.'],
  [
    'a COUNT down',
    rows({ subscriptions: [{ topicStr: countOf(7, 5) }] }),
    'row 1: subscriptions.0.topicStr: a COUNT from a number up to another one is required.',
  ],
  [
    'a COUNT of a billion',
    rows({ subscriptions: [{ topicStr: countOf(0, 999_999_999) }] }),
    'row 1: subscriptions: at most 1000 topics of a client are required.',
  ],
  ['no array', '{"_id": "a"}', 'a JSON array of clients is required; got something else.'],
  ['an empty array', '[]', 'at least one client is required; got none.'],
  ['a row that is none', '[5]', 'row 1: the type object is required; got another one.'],
  ['a row without a destination', rows({}, { dst: undefined }), 'row 2: dst: a host is required.'],
  ['a port that is none', rows({ dstPort: 70_000 }), 'row 1: dstPort: a port of 1 to 65,535 is required.'],
  [
    'an unknown version',
    rows({ version: 'TCP3' }),
    'row 1: version: one of TCP4, TCP5, WS4, WS5 is required.',
  ],
  [
    'a key that is not carried out',
    rows({ sessionExpiryInterval: 5 }),
    /row 1: keys that tidemark carries out are required \(_id, .*\); got sessionExpiryInterval\./,
  ],
  [
    'a mistake in a topic',
    rows({ publishTopics: [{ topicStr: 'a', qos: 3 }] }),
    'row 1: publishTopics.0.qos: 0, 1 or 2 is required.',
  ],
  [
    'two clients with one id',
    rows({}, { _id: 'c0' }),
    "rows 1 and 2: a client id of its own is required for each client; both have 'c0'.",
  ],
  [
    'ids with gaps',
    rows({}, { _id: 'c2' }),
    'row 2: among clients that are alike, ids with the numbers 0, 1, 2 and so on are required, like c1; got c2.',
  ],
  [
    'destinations in no order',
    rows({}, { dst: '127.0.0.2' }, { dst: '127.0.0.2' }),
    'row 3: clients that go round the 2 destinations by their numbers are required, which is 127.0.0.1 for c2; got 127.0.0.2.',
  ],
  [
    'two ports',
    rows({}, { dstPort: 1 }),
    'row 2: the same transport and port as in row 1 are required (TCP, port 1883); got TCP, port 1.',
  ],
  [
    'publishers without a rate',
    rows({ publishTopics: [{ topicStr: 'a' }] }),
    'row 1: every or rate is required',
  ],
])('%s is refused: the row, what is required, and what was given', (_, text, why) => {
  const read = () => readClientList(text, 'clients.json');
  expect(read).toThrow(PlanError);
  expect(read).toThrow(why);
  expect(read).toThrow('client list clients.json: ');
});

test('what is told of a list is one line, short, without control characters', () => {
  const id = `\u001b[31m\n::error::${'x'.repeat(1e5)}`;
  expect(() => readClientList(rows({ _id: `${id}7` }), 'f')).toThrow(/^client list f: row 1: .{1,400}$/v);
  expect(() => readClientList('\u001b[31m\n', 'f')).toThrow(
    'client list f: a JSON array of clients is required; got something else.',
  );
});

test('two hundred thousand rows are read', () => {
  const text = listOf({ clients: 200_000 });
  expect(readClientList(text, 'f').groups.clients?.clients).toBe(200_000);
});

describe('a file', () => {
  const inFolder = (name: string, content: string | Buffer): string => {
    const path = join(temporaryFolder('client-list-'), name);
    writeFileSync(path, content);
    return path;
  };

  test('may begin with a byte order mark', () => {
    expect(clientList(inFolder('bom.json', `\ufeff${rows({})}`)).target).toEqual(['mqtt://127.0.0.1:1883']);
  });

  test('in another encoding is refused', () => {
    const latin = Buffer.from(rows({ _id: 'é' }), 'latin1');
    expect(() => clientList(inFolder('latin.json', latin))).toThrow(
      'latin.json: text in UTF-8 is required; got other bytes.',
    );
  });

  test('is refused where it is a pipe, a device, a folder, a link to one of these, or too large', () => {
    const folder = temporaryFolder('client-list-');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync('/dev/zero', join(folder, 'zero'));
    writeFileSync(join(folder, 'large'), '');
    truncateSync(join(folder, 'large'), 2 ** 31);
    const refused = ([name, what]: readonly [string, string]) =>
      expect(() => clientList(join(folder, name))).toThrow(
        `a regular file of at most 256 MiB that can be read is required; got ${what}. Correct the path.`,
      );
    for (const one of [
      ['pipe', 'a named pipe'],
      ['zero', 'a device'],
      ['.', 'a folder'],
      ['large', 'more than 256 MiB'],
      ['none', 'ENOENT'],
    ] as const)
      refused(one);
  });
});
