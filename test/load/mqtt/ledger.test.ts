import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Receiver, type Sender, settle } from '../../../load/mqtt/ledger.ts';
import type { Ranges } from '../../../load/ranges.ts';
import { SequenceTracker } from '../../../load/sequence-tracker.ts';

/** Publisher `client` sends one message a microsecond from time 0 on. */
function sender(client: number, sent: number, windows: [number, number][] = []): Sender {
  return {
    client,
    name: `device-${client}`,
    topic: `devices/${client}/state`,
    sent,
    windows,
    firstSequenceAt: (timeUs) => Math.max(0, Math.ceil(timeUs)),
  };
}

function receiver(received: Record<number, readonly number[]>, options: Partial<Receiver> = {}): Receiver {
  const ranges = new Map<number, Ranges>();
  for (const [client, sequences] of Object.entries(received)) {
    const tracker = new SequenceTracker();
    for (const sequence of sequences) tracker.record(sequence);
    ranges.set(Number(client), tracker.received);
  }
  return {
    group: 0,
    filter: 'devices/+/state',
    owedFromUs: 0,
    owedToUs: Number.POSITIVE_INFINITY,
    received: ranges,
    ...options,
  };
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

test('what was sent and did not arrive is lost, and the client is named', () => {
  const { groups, losers } = settle(
    [sender(0, 5), sender(1, 5)],
    [receiver({ 0: [0, 1, 3, 4], 1: upTo(5) })],
  );
  expect(groups.get(0)).toEqual([{ owed: 10, lost: 1, unread: 0, duplicated: 0 }]);
  expect(losers).toEqual([{ client: 'device-0', owed: 5, lost: 1, silent: false }]);
});

test('a client of whom nothing arrived is counted and silent', () => {
  const { groups, losers } = settle([sender(0, 5), sender(1, 5)], [receiver({ 0: upTo(5) })]);
  expect(groups.get(0)![0]!.lost).toBe(5);
  expect(losers).toEqual([{ client: 'device-1', owed: 5, lost: 5, silent: true }]);
});

test('every subscriber is owed every message; a shared subscription is owed it once', () => {
  const alone = [receiver({ 0: upTo(6) }), receiver({ 0: upTo(6) })];
  expect(settle([sender(0, 6)], alone).groups.get(0)).toEqual([
    { owed: 12, lost: 0, unread: 0, duplicated: 0 },
  ]);
  const filter = '$share/workers/devices/+/state';
  const shared = [receiver({ 0: [0, 2, 4] }, { filter }), receiver({ 0: [1, 3, 4] }, { filter })];
  expect(settle([sender(0, 6)], shared).groups.get(0)).toEqual([
    { owed: 6, lost: 1, unread: 0, duplicated: 1 },
  ]);
});

test('a subscriber is owed what is intended after its SUBACK and before its group stops', () => {
  const passing = receiver({ 0: [3, 4] }, { owedFromUs: 2.5, owedToUs: 6 });
  expect(settle([sender(0, 10)], [passing]).groups.get(0)).toEqual([
    { owed: 3, lost: 1, unread: 0, duplicated: 0 },
  ]);
});

test('a subscriber that came after the last message is owed nothing', () => {
  const late = receiver({}, { owedFromUs: 12 });
  expect(settle([sender(0, 10)], [late]).groups.get(0)).toEqual([
    { owed: 0, lost: 0, unread: 0, duplicated: 0 },
  ]);
  const { losers } = settle([sender(0, 10)], [late, receiver({ 0: upTo(9) })]);
  expect(losers).toMatchObject([{ owed: 10, lost: 1 }]);
});

test('each shared subscription is owed every message, whatever the others share', () => {
  const of = (filter: string) => receiver({ 0: upTo(6) }, { filter });
  const shared = ['$share/a/devices/+/state', '$share/b/devices/+/state', '$share/a/devices/#'].map(of);
  expect(settle([sender(0, 6)], shared).groups.get(0)).toEqual([
    { owed: 18, lost: 0, unread: 0, duplicated: 0 },
  ]);
});

test('where nobody published, nothing is owed', () => {
  expect(settle([], [receiver({})]).groups.get(0)).toEqual([{ owed: 0, lost: 0, unread: 0, duplicated: 0 }]);
});

test('the clients that lost most are named first, equal ones by name, and those that lost nothing not at all', () => {
  const senders = [sender(0, 5), sender(2, 5), sender(1, 5), sender(3, 5)];
  const { losers } = settle(senders, [receiver({ 0: upTo(5), 1: upTo(4), 2: upTo(4), 3: upTo(1) })]);
  expect(losers.map(({ client, lost }) => [client, lost])).toEqual([
    ['device-3', 4],
    ['device-1', 1],
    ['device-2', 1],
  ]);
});

test('a subscriber is not owed what its filter does not match', () => {
  const elsewhere = receiver({}, { filter: 'cars/+/state' });
  expect(settle([sender(0, 10)], [elsewhere]).groups.get(0)).toEqual([
    { owed: 0, lost: 0, unread: 0, duplicated: 0 },
  ]);
});

test('losses are counted in the window they were intended in', () => {
  const { groups } = settle(
    [
      sender(0, 10, [
        [0, 4],
        [4, 10],
      ]),
    ],
    [receiver({ 0: [0, 1, 2, 4, 5, 9] })],
  );
  expect(groups.get(0)).toEqual([
    { owed: 4, lost: 1, unread: 0, duplicated: 0 },
    { owed: 6, lost: 3, unread: 0, duplicated: 0 },
    { owed: 10, lost: 4, unread: 0, duplicated: 0 },
  ]);
});

test('any interleaving of arrivals gives the same losses', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 60 }), fc.infiniteStream(fc.nat()), (arrivals, dice) => {
      const shuffled = [...arrivals].sort(() => (dice.next().value! % 3) - 1);
      const lost = (order: number[]): unknown =>
        settle([sender(0, 31)], [receiver({ 0: order })]).groups.get(0);
      expect(lost(shuffled)).toEqual(lost(arrivals));
      expect(lost(arrivals)).toEqual([
        { owed: 31, lost: 31 - new Set(arrivals).size, unread: 0, duplicated: 0 },
      ]);
    }),
  );
});

test('members of a shared subscription merge as a union in any order', () => {
  const filter = '$share/g/devices/+/state';
  const members = fc.array(fc.uniqueArray(fc.nat(20)), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(members, (parts) => {
      const tally = (order: number[][]): unknown =>
        settle(
          [sender(0, 21)],
          order.map((part) => receiver({ 0: part }, { filter })),
        ).groups.get(0);
      expect(tally([...parts].reverse())).toEqual(tally(parts));
      expect(tally(parts)).toMatchObject([{ owed: 21, lost: 21 - new Set(parts.flat()).size }]);
    }),
  );
});

test('a client that was away is owed what was published meanwhile where its session was kept', () => {
  const absences = [{ fromUs: 3, toUs: 7, kept: true }];
  const away = receiver({ 0: [0, 1, 2, 7, 8, 9] }, { qos: 1, absences });
  const settled = (qos: number) => settle([{ ...sender(0, 10), qos }], [away]).groups.get(0);
  expect(settled(1)).toEqual([{ owed: 10, lost: 4, unread: 0, duplicated: 0 }]);
  expect(settled(0)).toEqual([{ owed: 6, lost: 0, unread: 0, duplicated: 0 }]);
});

test('without its session it is owed nothing of that time, and what is lost before and after counts', () => {
  const absences = [
    { fromUs: 2, toUs: 4, kept: false },
    { fromUs: 6, toUs: 8, kept: false },
  ];
  const away = receiver({ 0: [0, 4, 8] }, { qos: 1, absences });
  expect(settle([{ ...sender(0, 10), qos: 1 }], [away]).groups.get(0)).toEqual([
    { owed: 6, lost: 3, unread: 0, duplicated: 0 },
  ]);
});

test('a message that was sent again may reach two members of a shared subscription', () => {
  const filter = '$share/workers/devices/+/state';
  const members = [receiver({ 0: [0, 1, 2] }, { filter }), receiver({ 0: [1, 2, 3] }, { filter })];
  const again = { ...sender(0, 4), again: [1, 2] };
  expect(settle([again], members).groups.get(0)).toEqual([{ owed: 4, lost: 0, unread: 0, duplicated: 1 }]);
});

test('a slow consumer lost what came before a message that it took; what comes after is unread', () => {
  const { groups, losers } = settle(
    [sender(0, 10), sender(1, 5)],
    [receiver({ 0: [0, 1, 4, 5] }, { slow: true }), receiver({ 0: upTo(10), 1: upTo(5) }, { group: 1 })],
  );
  expect(groups.get(0)).toEqual([{ owed: 15, lost: 2, unread: 9, duplicated: 0 }]);
  expect(groups.get(1)).toEqual([{ owed: 15, lost: 0, unread: 0, duplicated: 0 }]);
  expect(losers).toEqual([{ client: 'device-0', owed: 20, lost: 2, silent: false }]);
});

test('what slow members of a shared subscription did not take is unread, since gaps say nothing there', () => {
  const shared = { filter: '$share/workers/devices/+/state', slow: true };
  const { groups } = settle([sender(0, 6)], [receiver({ 0: [0, 3] }, shared), receiver({ 0: [4] }, shared)]);
  expect(groups.get(0)).toEqual([{ owed: 6, lost: 0, unread: 3, duplicated: 0 }]);
});

test('what a slow consumer left unread is counted in the window in which it was due', () => {
  const windows: [number, number][] = [
    [0, 4],
    [4, 10],
  ];
  const { groups } = settle([sender(0, 10, windows)], [receiver({ 0: [0, 2, 5] }, { slow: true })]);
  expect(groups.get(0)).toMatchObject([
    { lost: 2, unread: 0 },
    { lost: 1, unread: 4 },
    { lost: 3, unread: 4 },
  ]);
});

test('of messages that expire, a client that was away is owed those that it is back for in time', () => {
  const away = (kept: boolean) => ({ qos: 1, absences: [{ fromUs: 10, toUs: 50, kept }] });
  const owed = (expiryUs: number | undefined, kept = true, qos = 1) =>
    settle(
      [{ ...sender(0, 100), qos, ...(expiryUs !== undefined && { expiryUs }) }],
      [receiver({ 0: upTo(100) }, away(kept))],
    ).groups.get(0)![0]!.owed;
  expect(owed(undefined)).toBe(100);
  // What is due at 35 lasts until 50, when the client is there again.
  expect(owed(15)).toBe(100 - 25);
  expect(owed(1)).toBe(100 - 39);
  // Whatever was due while it was there, and all that lasts long enough.
  expect(owed(40)).toBe(100);
  expect(owed(1000)).toBe(100);
  // No message waits where the session is gone, nor with QoS 0.
  expect([owed(1000, false), owed(1000, true, 0)]).toEqual([60, 60]);
});

test('of messages that expire, a client that was away is owed those whose turn comes in time', () => {
  const owed = (drainedUs: number | undefined, expiryUs?: number) =>
    settle(
      [{ ...sender(0, 100), qos: 1, ...(expiryUs !== undefined && { expiryUs }) }],
      [
        receiver(
          { 0: upTo(100) },
          {
            qos: 1,
            absences: [{ fromUs: 10, toUs: 50, kept: true, ...(drainedUs !== undefined && { drainedUs }) }],
          },
        ),
      ],
    ).groups.get(0)![0]!.owed;
  expect(owed(undefined, 15)).toBe(100 - 25);
  // The queue was empty at 55: what was due at 38 may have expired there.
  expect(owed(55, 15)).toBe(100 - 30);
  // What is due when the client is there again, it is owed however long the queue took.
  expect(owed(90, 15)).toBe(100 - 40);
  expect(owed(90)).toBe(100);
});
