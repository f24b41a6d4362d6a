import { expect, test } from 'vitest';
import type { Receiver, Sender } from '../../../load/mqtt/ledger.ts';
import { sharesOf } from '../../../load/mqtt/shares.ts';

type Window = readonly [from: number, to: number];

const sender = (client: number, windows: readonly Window[] = [[0, 100]]): Sender => ({
  client,
  name: `device-${client}`,
  topic: `devices/${client}`,
  sent: 100,
  windows,
  firstSequenceAt: (timeUs) => Math.max(0, Math.ceil(timeUs)),
});

/** Gets sequence numbers [from, to) of each of these clients. */
const member = (
  received: Record<number, Window>,
  { filter = '$share/s/devices/+', group = 0 } = {},
): Receiver => ({
  group,
  filter,
  owedFromUs: 0,
  owedToUs: Number.POSITIVE_INFINITY,
  received: new Map(Object.entries(received).map(([client, range]) => [Number(client), range])),
});

test('what the members got of all publishers is compared', () => {
  const members = [member({ 0: [0, 10], 1: [0, 20] }), member({ 0: [10, 40] }), member({ 1: [20, 50] })];
  expect(sharesOf([sender(0), sender(1)], members).get(0)).toEqual([
    { members: 3, least: 30, mean: 30, median: 30, most: 30, fairness: 1 },
  ]);
});

test('messages of other subscriptions of a member do not count', () => {
  const elsewhere = { ...sender(7), topic: 'commands/7' };
  const members = [member({ 0: [0, 50], 7: [0, 100] }), member({ 0: [50, 100] })];
  const commands = member({ 0: [0, 50], 7: [0, 100] }, { filter: 'commands/#' });
  expect(sharesOf([sender(0), elsewhere], [...members, commands]).get(0)).toMatchObject([
    { members: 2, least: 50, most: 50, fairness: 1 },
  ]);
});

test('a member that got nothing counts', () => {
  const members = [member({ 0: [0, 50] }), member({}), member({ 0: [50, 100] }), member({})];
  expect(sharesOf([sender(0)], members).get(0)).toEqual([
    { members: 4, least: 0, mean: 25, median: 25, most: 50, fairness: 0.5 },
  ]);
});

test('messages count in the window they were due in', () => {
  const windows: Window[] = [
    [0, 100],
    [0, 20],
    [20, 100],
  ];
  const members = [member({ 0: [0, 20] }), member({ 0: [20, 100] })];
  const [whole, first, second] = sharesOf([sender(0, windows)], members).get(0)!;
  expect(whole).toMatchObject({ least: 20, most: 80 });
  expect(first).toMatchObject({ least: 0, most: 20, fairness: 0.5 });
  expect(second).toMatchObject({ least: 0, most: 80, fairness: 0.5 });
});

test('of several shared subscriptions in a group the least even one counts, and each is by itself', () => {
  const even = ['$share/a/devices/+', '$share/a/devices/+'].map((filter) =>
    member({ 0: [0, 50] }, { filter }),
  );
  const uneven = [
    member({ 0: [0, 100] }, { filter: '$share/b/devices/+' }),
    member({}, { filter: '$share/b/devices/+' }),
  ];
  for (const members of [
    [...even, ...uneven],
    [...uneven, ...even],
  ])
    expect(sharesOf([sender(0)], members).get(0)).toMatchObject([{ members: 2, fairness: 0.5 }]);
});

test('a subscription that two groups share is told for both', () => {
  const members = [member({ 0: [0, 75] }, { group: 0 }), member({ 0: [75, 100] }, { group: 1 })];
  const shares = sharesOf([sender(0)], members);
  expect(shares.get(0)).toMatchObject([{ members: 2, least: 25, most: 75 }]);
  expect(shares.get(1)).toEqual(shares.get(0));
});

test('where no member got anything, and of plain subscriptions, nothing is said', () => {
  expect(sharesOf([sender(0)], [member({}), member({})]).get(0)).toEqual([null]);
  expect(sharesOf([sender(0)], [member({ 0: [0, 100] }, { filter: 'devices/+' })]).size).toBe(0);
  expect(sharesOf([], [member({})]).get(0)).toEqual([]);
});
