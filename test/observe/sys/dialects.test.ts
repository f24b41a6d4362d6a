import { describe, expect, test } from 'vitest';
import { SysHistory } from '../../../observe/sys/history.ts';

const final = { final: true, zeroMs: 5000, underLoadUntilMs: 10_000, version: 'a label' };

/** What a broker of the kind publishes in one round, by its documents, after so many messages. */
const ROUNDS: Readonly<Record<string, (messages: number) => Readonly<Record<string, string | number>>>> = {
  EMQX: (messages) => ({
    '$SYS/brokers': 'emqx@127.0.0.1',
    '$SYS/brokers/emqx@127.0.0.1/version': '5.8.4',
    '$SYS/brokers/emqx@127.0.0.1/uptime': '2 hours',
    '$SYS/brokers/emqx@127.0.0.1/datetime': '2026-01-01T00:00:00',
    '$SYS/brokers/emqx@127.0.0.1/stats/connections/count': 3,
    '$SYS/brokers/emqx@127.0.0.1/stats/connections/max': 9,
    '$SYS/brokers/emqx@127.0.0.1/stats/subscriptions/count': 2,
    '$SYS/brokers/emqx@127.0.0.1/metrics/bytes/received': 500 * messages,
    '$SYS/brokers/emqx@127.0.0.1/metrics/packets/received': 10 + messages,
    '$SYS/brokers/emqx@127.0.0.1/metrics/packets/publish/received': messages,
    '$SYS/brokers/emqx@127.0.0.1/metrics/packets/publish/sent': 7 + messages,
    '$SYS/brokers/emqx@127.0.0.1/metrics/messages/received': messages,
    '$SYS/brokers/emqx@127.0.0.1/metrics/messages/dropped': messages / 2,
    '$SYS/brokers/emqx@127.0.0.1/metrics/messages/dropped/no_subscribers': messages / 2,
    '$SYS/brokers/emqx@127.0.0.1/metrics/delivery/dropped': messages / 10,
  }),
  HiveMQ: (messages) => ({
    '$SYS/broker/version': '4.28.0',
    '$SYS/broker/uptime': '3600',
    '$SYS/broker/clients/connected': 3,
    '$SYS/broker/clients/maximum': 9,
    '$SYS/broker/load/bytes/received': 500 * messages,
    '$SYS/broker/load/publish/received/1min': 5,
    '$SYS/broker/messages/received': 10 + messages,
    '$SYS/broker/messages/publish/received': messages,
    '$SYS/broker/messages/publish/sent': 7 + messages,
    '$SYS/broker/messages/publish/dropped': messages / 10,
    '$SYS/broker/messages/retained/count': 0,
    '$SYS/broker/subscriptions/count': 2,
  }),
  VerneMQ: (messages) => ({
    '$SYS/VerneMQ@127.0.0.1/mqtt/publish/received': messages,
    '$SYS/VerneMQ@127.0.0.1/mqtt/publish/sent': 7 + messages,
    '$SYS/VerneMQ@127.0.0.1/mqtt/connect/received': 3,
    '$SYS/VerneMQ@127.0.0.1/queue/message/drop': messages / 10,
    '$SYS/VerneMQ@127.0.0.1/queue/message/in': messages,
    '$SYS/VerneMQ@127.0.0.1/queue/processes': 3,
    '$SYS/VerneMQ@127.0.0.1/router/subscriptions': 2,
    '$SYS/VerneMQ@127.0.0.1/bytes/received': 500 * messages,
    '$SYS/VerneMQ@127.0.0.1/vm/memory/total': 9e7,
  }),
};

function heard(history: SysHistory, atMs: number, round: Readonly<Record<string, string | number>>): void {
  for (const [topic, value] of Object.entries(round)) history.record(topic, String(value), atMs);
}

describe.for(Object.entries(ROUNDS))('%s', ([product, round]) => {
  const history = new SysHistory();
  heard(history, 0, round(1000));
  history.begin();
  // Somebody comes, in between.
  history.record('$SYS/brokers/emqx@127.0.0.1/clients/device-1/connected', '{}', 3000);
  heard(history, 6000, round(6000));
  const figures = history.figures(final);

  test('has its messages counted over a load, and what it counts of the watcher is not guessed', () => {
    expect(figures).toMatchObject({ publishReceived: 5000, publishDropped: 500, publishSent: null });
  });

  test('is named, with its version where it tells one', () => {
    expect(figures?.version).toBe(
      { EMQX: 'EMQX 5.8.4', HiveMQ: 'HiveMQ 4.28.0', VerneMQ: 'VerneMQ' }[product],
    );
  });

  test('has key figures, with a meaning each, and all others named', () => {
    const key = new Map(figures?.key.map(({ topic, value }) => [topic, value]));
    const published = Object.keys(round(1)).find((topic) => /publish.received$/.test(topic))!;
    expect(key.get(published)).toBe('6000');
    expect(key.size).toBeGreaterThanOrEqual(6);
    for (const { meaning } of figures?.key ?? []) expect(meaning.length).toBeGreaterThan(5);
    expect([...key.keys(), ...(figures?.other ?? [])]).toEqual(expect.arrayContaining(Object.keys(round(1))));
  });

  test('ends a round by a pause of its counters, whoever comes meanwhile', () => {
    expect(history.roundSince(5000, 6050)).toBe(false);
    expect(history.roundSince(5000, 6200)).toBe(true);
    history.record('$SYS/brokers/emqx@127.0.0.1/clients/device-2/connected', '{}', 7000);
    expect(history.roundSince(6500, 8000)).toBe(false);
  });
});

test('the nodes of a cluster count together, and each has its key figures', () => {
  const history = new SysHistory();
  const node = (name: string, received: number) => ({
    [`$SYS/brokers/emqx@${name}/metrics/packets/publish/received`]: received,
  });
  heard(history, 0, { ...node('a', 5), ...node('b', 100) });
  history.begin();
  heard(history, 6000, { ...node('a', 15), ...node('b', 103) });
  expect(history.figures(final)).toMatchObject({
    publishReceived: 13,
    key: [
      { topic: '$SYS/brokers/emqx@a/metrics/packets/publish/received', value: '15' },
      { topic: '$SYS/brokers/emqx@b/metrics/packets/publish/received', value: '103' },
    ],
  });
  // One that came during the load has no value before it.
  heard(history, 8000, node('c', 1));
  expect(history.figures(final)?.publishReceived).toBeNull();
});

test('NanoMQ, which tells of clients alone, is known by that, and where it has its counters', () => {
  const history = new SysHistory();
  history.record('$SYS/brokers/connected', '{"client_id":"a"}', 0);
  expect(history.heard).toBe(false);
  expect(history.figures(final)).toBeNull();
  expect(history.instead).toContain('/api/v4/prometheus');
  expect(new SysHistory().instead).toBeNull();
});

test('nodes without end are named up to a number', () => {
  const history = new SysHistory();
  for (let n = 0; n < 5000; n++)
    history.record(`$SYS/brokers/emqx@${n}/metrics/packets/publish/received`, '1', 0);
  expect(history.figures(final)?.key).toHaveLength(1000);
  expect(history.figures(final)?.other).toHaveLength(1000);
});
