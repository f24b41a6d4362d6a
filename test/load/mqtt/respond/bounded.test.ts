/** What a responder keeps of requests and replies, whoever sends the ones and does not read the others. */
import { expect, test } from 'vitest';
import { HeldRequests } from '../../../../load/mqtt/respond/held-requests.ts';
import { Outbox } from '../../../../load/mqtt/respond/outbox.ts';
import { NOBODY } from '../../../../load/mqtt/respond/pool.ts';

test('requests with long topics and correlation data wait in 64 MiB at most, and short ones beside them', () => {
  const held = new HeldRequests();
  const long = 130_000;
  const numbers: number[] = [];
  for (let request = held.add(0, long, true, 0); request !== NOBODY; request = held.add(0, long, true, 0))
    numbers.push(request);
  expect(numbers.length).toBe(Math.floor((64 * 2 ** 20) / long));
  expect(held.add(0, 100, true, 0)).not.toBe(NOBODY);
  held.remove(numbers[0]!);
  expect(held.add(0, long, true, 0)).not.toBe(NOBODY);
  expect(held.add(0, long, true, 0)).toBe(NOBODY);
});

test('replies that a broker does not read wait in 64 MiB at most, and one always has room', () => {
  const outbox = new Outbox({ socket: null, ready: true, lastWriteUs: 0 });
  const reply = 2 ** 20;
  let replies = 0;
  for (; outbox.hasRoom(reply); replies++) outbox.reserve(reply);
  expect(replies).toBe(64);
  outbox.clear();
  expect(outbox.hasRoom(100 * reply)).toBe(true);
});
