import { expect, test } from 'vitest';
import { parseQueues } from '../../observe/sockets.ts';

const OUTPUT = `ESTAB      0      0          127.0.0.1:1883      127.0.0.39:40373
ESTAB      300    20         127.0.0.1:1883      127.0.0.36:39525
ESTAB      5      4000      127.0.0.36:39525      127.0.0.1:1883
ESTAB      0      1000              [::1]:40001          [::1]:1883
FIN-WAIT-1 0      7              [::1]:1883          [::1]:40002
`;

test('queues are summed by side of the connection, over IPv4 and IPv6', () => {
  expect(parseQueues(OUTPUT, 1883, 5)).toEqual({
    atMs: 5,
    clientSendBytes: 5000,
    clientReceiveBytes: 5,
    targetSendBytes: 27,
    targetReceiveBytes: 300,
  });
});

test('no connection is no queue', () => {
  expect(parseQueues('', 1883, 5)).toMatchObject({ clientSendBytes: 0, targetReceiveBytes: 0 });
});
