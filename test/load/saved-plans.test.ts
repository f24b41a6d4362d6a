import { expect, test } from 'vitest';
import { readHttpPlan } from '../../load/http/plan-input.ts';
import { asSaved as asSavedUsers } from '../../load/http/saved-plan.ts';
import { readPlan } from '../../load/mqtt/plan-input.ts';
import { asSaved as asSavedGroups } from '../../load/mqtt/saved-plan.ts';
import { planHash } from '../../saved/plan-hash.ts';

/** In every field that lets anybody in. */
const MARKER = 'Mark3rOfASecret';

const users = (marker: string) =>
  readHttpPlan(
    {
      users: 2,
      accounts: [
        { username: marker, password: marker },
        { username: 'b', password: marker },
      ],
      login: {
        page: `/login?invite=${marker}`,
        form: { username: '{username}', password: '{password}', pin: marker, realm: `${marker}-{user}` },
        headers: { 'x-tenant': marker, 'x-session': `sid=${marker}`, accept: 'text/html' },
      },
      headers: { 'x-key': marker, authorization: 'Bearer {username}' },
      tasks: {
        look: {
          get: `/items?page=2&sig=${marker}&by={username}`,
          headers: { authorization: `Basic ${marker}` },
        },
        change: { post: '/password', form: { password: marker, hint: marker } },
        send: {
          post: '/x',
          json: { name: 'a', nested: [{ apiKey: marker }] },
          headers: { referer: `/a?t=${marker}` },
        },
      },
      measure: '1s',
    },
    { url: `http://${marker}:${marker}@127.0.0.1/` },
  );

const groups = (marker: string) =>
  readPlan(
    {
      groups: {
        passwords: { clients: 1, connect: { username: 'ann', password: `${marker}{client}` } },
        tokens: { clients: 1, connect: { username: marker, protocol: '5' } },
        certificates: {
          clients: 1,
          connect: {
            tls: {
              cert: 'a.pem',
              // What is cut off is a key as well.
              key: `-----BEGIN PRIVATE KEY-----\n${marker}\n`,
              passphrase: marker,
            },
          },
        },
        keys: { clients: 1, connect: { tls: { psk: { identity: 'a', secret: '{client}c0ffee' } } } },
        tagged: {
          clients: 1,
          connect: { protocol: '5' },
          publish: { topic: 't', payload: '64B', every: '1s', userProperties: { token: marker, kind: 'x' } },
        },
      },
      measure: '1s',
    },
    { url: `mqtts://ann:${marker}@127.0.0.1`, host: '127.0.0.1', port: 8883 },
  );

test('nothing that lets a user in is in the plan that is kept', () => {
  const saved = asSavedUsers(users(MARKER));
  expect(JSON.stringify(saved)).not.toContain(MARKER);
  expect(saved).toMatchObject({
    accounts: 2,
    login: {
      page: '/login?invite=***',
      form: { username: '{username}', password: '{password}', pin: '***', realm: '***{user}' },
      headers: { 'x-tenant': '***', 'x-session': '***', accept: 'text/html' },
    },
    tasks: [
      {
        path: '/items?page=2&sig=***&by={username}',
        headers: { 'x-key': '***', authorization: 'Basic ***' },
      },
      { form: { password: '***', hint: '***' }, headers: { authorization: 'Bearer {username}' } },
      { json: { name: 'a', nested: [{ apiKey: '***' }] }, headers: { referer: '/a?t=***' } },
    ],
  });
});

test('nor anything that lets an MQTT client in', () => {
  const saved = asSavedGroups(groups(MARKER));
  expect(JSON.stringify(saved)).not.toContain(MARKER);
  expect(saved.groups.map(({ connect }) => connect)).toMatchObject([
    { username: 'ann', password: '***{client}' },
    { username: '***' },
    { tls: { cert: 'a.pem', key: '-----BEGIN PRIVATE KEY-----***', passphrase: '***' } },
    { tls: { psk: { identity: 'a', secret: '{client}***' } } },
    {},
  ]);
});

test('with other secrets the work is the same, and so it is once they are gone', () => {
  for (const [one, other] of [
    [asSavedUsers(users(MARKER)), asSavedUsers(users('Another1'))],
    [asSavedGroups(groups(MARKER)), asSavedGroups(groups('Another1'))],
  ] as const) {
    expect(planHash([one])).toBe(planHash([other]));
  }
  expect(planHash([groups(MARKER)])).toBe(planHash([asSavedGroups(groups(MARKER))]));
});
