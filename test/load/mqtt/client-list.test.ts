import { expect, test } from 'vitest';
import { readClientList } from '../../../load/mqtt/client-list/read.ts';
import { clientListLines } from '../../../load/mqtt/client-list/write.ts';
import { readPlan } from '../../../load/mqtt/plan-input.ts';
import { PlanError } from '../../../load/plan-input.ts';

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
  const topicStr = ['a/$', '{COUNT:5-7}/b'].join('');
  const text = rows({ subscriptions: [{ topicStr }] });
  expect(readClientList(text, 'f').groups.clients).toMatchObject({
    subscribe: [{ filter: 'a/5/b' }, { filter: 'a/6/b' }, { filter: 'a/7/b' }],
  });
});

test.each([
  ['no JSON', '[{"_id": }', 'a JSON array of clients is required; got a text that is no JSON'],
  ['no array', '{"_id": "a"}', 'a JSON array of clients is required; got something else.'],
  ['an empty array', '[]', 'at least one client is required; got none.'],
  ['a row that is none', '[5]', 'row 1: Invalid input: expected object, received number.'],
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
