import { expect, test } from 'vitest';
import { stillUnread, unreadByTarget, waitingIn } from '../../observe/unread.ts';

const SS = `ESTAB 0   0    127.0.0.1:1883  127.0.0.39:40373
ESTAB 300 20   127.0.0.1:1883  127.0.0.36:39525
ESTAB 5   4000 127.0.0.36:39525 127.0.0.1:1883
ESTAB 7   0    [::ffff:127.0.0.1]:1883 [::ffff:127.0.0.9]:4
`;

test('what the target has not read is told by connection, by its own end alone', () => {
  expect([...unreadByTarget(SS, 1883)]).toEqual([
    ['127.0.0.36:39525', 300],
    ['[::ffff:127.0.0.9]:4', 7],
  ]);
});

const NET = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:075B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
   1: 0200000A:075B 0100000A:D5AE 01 00000010:0000012C 00:00000000 00000000     0        0 2
   2: 0200000A:075B 0100000A:D5AF 01 00000000:00000000 00:00000000 00000000     0        0 3
   3: 0200000A:C001 0900000A:0050 01 00000000:00000900 00:00000000 00000000     0        0 4
`;

test('in a network of its own the connections to its listening ports count, and no others', () => {
  const { unread, receiveBytes, sendBytes } = waitingIn(NET);
  expect([...unread]).toEqual([['0100000A:D5AE', 300]]);
  expect([receiveBytes, sendBytes]).toEqual([300, 16]);
});

test('what grew or stayed was not read, what shrank or is new may have been', () => {
  const before = new Map([
    ['a', 10],
    ['b', 10],
    ['c', 10],
  ]);
  const now = new Map([
    ['a', 10],
    ['b', 30],
    ['c', 4],
    ['d', 9],
  ]);
  expect(stillUnread(before, now)).toBe(2);
});
