/** Requests that have no reply yet, beside the plainest table of them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NONE, Pending } from '../../../../load/mqtt/request/pending.ts';

const MOST_GIVEN_UP = 5;
const step = fc.record({
  what: fc.constantFrom('add', 'add', 'giveUp', 'giveUp', 'remove'),
  which: fc.nat(30),
});

test('are found until they have their reply, or too many others were given up after them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const pending = new Pending(MOST_GIVEN_UP);
      const waiting: number[] = [];
      const givenUp: number[] = [];
      let sequence = 0;
      for (const { what, which } of steps) {
        if (what === 'add') {
          pending.add(sequence % 3, sequence, sequence, sequence);
          waiting.push(sequence++);
          continue;
        }
        const known = what === 'giveUp' ? waiting : [...waiting, ...givenUp];
        const chosen = known[which % known.length];
        if (chosen === undefined) continue;
        const place = pending.find(chosen % 3, chosen);
        if (what === 'giveUp') pending.giveUp(place);
        else pending.remove(place);
        for (const line of [waiting, givenUp])
          if (line.includes(chosen)) line.splice(line.indexOf(chosen), 1);
        if (what === 'giveUp' && givenUp.push(chosen) > MOST_GIVEN_UP) givenUp.shift();
      }
      for (let n = 0; n < sequence; n++) {
        const place = pending.find(n % 3, n);
        expect(place !== NONE).toBe(waiting.includes(n) || givenUp.includes(n));
        if (place !== NONE) expect(pending.isWaiting(place)).toBe(waiting.includes(n));
      }
      expect(pending.oldest === NONE ? undefined : pending.dueUs[pending.oldest]).toBe(waiting[0]);
    }),
  );
});
