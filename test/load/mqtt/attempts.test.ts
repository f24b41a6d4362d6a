import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { nowUs } from '../../../load/clock.ts';
import { Attempts, type Connection } from '../../../load/mqtt/attempts.ts';

const waiting = () => {
  const causes: string[] = [];
  const connection: Connection & { phase: string } = {
    phase: 'connack',
    open: () => {},
    end: (_, cause) => {
      causes.push(cause);
      connection.phase = 'failed';
    },
  };
  return { connection, causes };
};

/** Nothing else of this process gets its turn. */
const standStill = (forMs: number) =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);

test('a connection that waits longer than its time-out has failed', async () => {
  const attempts = new Attempts(1);
  const { connection, causes } = waiting();
  attempts.open(connection, nowUs(), nowUs(), 100);
  await expect.poll(() => causes).toEqual(['time-out: no CONNACK']);
  attempts.stop();
});

test('the time in which the generator itself stood still does not count', async () => {
  const attempts = new Attempts(1);
  const { connection, causes } = waiting();
  attempts.open(connection, nowUs(), nowUs(), 500);
  standStill(900);
  await sleep(100);
  expect(causes).toEqual([]);
  // Nor is it waited for without an end.
  await expect.poll(() => causes).toEqual(['time-out: no CONNACK']);
  attempts.stop();
});
