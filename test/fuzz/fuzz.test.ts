/** A short part of `npm run test:fuzz`. */
import { describe, expect, test } from 'vitest';
import { fuzzAnswers } from './answers.ts';
import { causesTold, fuzzSession, proveUnharmed } from './session.ts';
import { fuzz } from './watch.ts';

const CASES = 10_000;
/** Of compiled code and caches, for cases in any number. */
const MOST_GROWN_BYTES = 16 * 2 ** 20;

describe('hostile input is a legal packet or a counted protocol error, and costs little', () => {
  test('packets into the session of an MQTT client', async () => {
    const { slowestMs, grownBytes, outcomes } = await fuzz(CASES, 1, fuzzSession);
    proveUnharmed();
    expect(slowestMs).toBeLessThan(50);
    expect(grownBytes).toBeLessThan(MOST_GROWN_BYTES);
    expect(causesTold()).toBeLessThan(1000);
    expect([...outcomes.keys()].sort()).toEqual(['connack', 'failed', 'lost', 'ready', 'suback']);
  });

  test('answers into the reader of HTTP', async () => {
    const { slowestMs, grownBytes, outcomes } = await fuzz(CASES, 1, fuzzAnswers);
    expect(slowestMs).toBeLessThan(50);
    expect(grownBytes).toBeLessThan(MOST_GROWN_BYTES);
    expect([...outcomes.keys()].sort()).toEqual(['incomplete', 'malformed', 'unusable', 'whole']);
  });
});
