import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Cadence,
  cadenceOf,
  firstSequenceAt,
  intendedUs,
  messagesBefore,
  Walk,
} from '../../load/schedule.ts';

interface Send {
  index: number;
  timeUs: number;
}

function sendsOf(cadence: Cadence, indices: number[], endUs: number): Send[] {
  const walk = new Walk(cadence, indices, endUs);
  const sends: Send[] = [];
  while (walk.nextUs < Number.POSITIVE_INFINITY) {
    sends.push({ index: indices[walk.position]!, timeUs: walk.nextUs });
    walk.advance();
  }
  return sends;
}

const byTime = (a: Send, b: Send): number => a.timeUs - b.timeUs || a.index - b.index;
const all = (clients: number): number[] => Array.from({ length: clients }, (_, i) => i);

const cadences = fc.record({
  originUs: fc.integer({ min: 0, max: 2 ** 45 }),
  periodUs: fc.double({ min: 10, max: 1e5, noNaN: true }),
  clients: fc.integer({ min: 1, max: 40 }),
});

test('a group sends at a steady rate: one message every period divided by clients', () => {
  const sends = sendsOf({ originUs: 0, periodUs: 1000, clients: 4 }, all(4), 2000);
  expect(sends.map((send) => send.timeUs)).toEqual([0, 250, 500, 750, 1000, 1250, 1500, 1750]);
  expect(sends.map((send) => send.index)).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
});

test('clients together are all due at the same moment, once a period', () => {
  const together = cadenceOf({ periodUs: 1000, together: true }, 3, { originUs: 500, measureStartUs: 500 });
  expect(sendsOf(together, all(3), 2500)).toEqual(
    [500, 1500].flatMap((timeUs) => all(3).map((index) => ({ index, timeUs }))),
  );
  expect(all(3).map((index) => firstSequenceAt(together, index, 1500))).toEqual([1, 1, 1]);
});

test('any slicing by client gives the same sends', () => {
  fc.assert(
    fc.property(
      cadences,
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 0, max: 20 }),
      (cadence, agents, periods) => {
        const endUs = cadence.originUs + periods * cadence.periodUs;
        const whole = sendsOf(cadence, all(cadence.clients), endUs).sort(byTime);
        const sliced = all(agents)
          .flatMap((agent) =>
            sendsOf(
              cadence,
              all(cadence.clients).filter((i) => i % agents === agent),
              endUs,
            ),
          )
          .sort(byTime);
        expect(sliced).toEqual(whole);
      },
    ),
  );
});

test('nothing is skipped and nothing is early: each client sends once a period, in order, before the end', () => {
  fc.assert(
    fc.property(cadences, fc.integer({ min: 1, max: 20 }), (cadence, periods) => {
      const endUs = cadence.originUs + periods * cadence.periodUs;
      for (const index of all(cadence.clients)) {
        const times = sendsOf(cadence, [index], endUs).map((send) => send.timeUs);
        expect(times).toEqual(all(times.length).map((sequence) => intendedUs(cadence, index, sequence)));
        expect(times.every((time) => time >= cadence.originUs && time < endUs)).toBe(true);
        expect(intendedUs(cadence, index, times.length)).toBeGreaterThanOrEqual(endUs);
      }
    }),
  );
});

test('the first sequence number at a time is the count of messages intended before it', () => {
  fc.assert(
    fc.property(
      cadences,
      fc.nat(39),
      fc.integer({ min: -5000, max: 30_000 }),
      (cadence, anyIndex, thousandths) => {
        const index = anyIndex % cadence.clients;
        const timeUs = cadence.originUs + (thousandths / 1000) * cadence.periodUs;
        expect(firstSequenceAt(cadence, index, timeUs)).toBe(sendsOf(cadence, [index], timeUs).length);
      },
    ),
  );
});

test('a message is the first at its own time, and no longer a moment later', () => {
  fc.assert(
    fc.property(cadences, fc.nat(39), fc.nat(100_000), (cadence, anyIndex, sequence) => {
      const index = anyIndex % cadence.clients;
      const timeUs = intendedUs(cadence, index, sequence);
      expect(firstSequenceAt(cadence, index, timeUs)).toBe(sequence);
      expect(firstSequenceAt(cadence, index, timeUs + 0.01)).toBe(sequence + 1);
    }),
  );
});

test('a slice without clients has nothing to send', () => {
  expect(new Walk({ originUs: 0, periodUs: 1, clients: 1 }, [], 10).nextUs).toBe(Number.POSITIVE_INFINITY);
});

test('messages of a group that are due before a moment are counted', () => {
  const even = cadenceOf({ periodUs: 1000 }, 4, { originUs: 500, measureStartUs: 500 });
  expect([500, 501, 750, 1500].map((timeUs) => messagesBefore(even, timeUs))).toEqual([0, 1, 1, 4]);
  const together = cadenceOf({ periodUs: 1000, together: true }, 4, { originUs: 500, measureStartUs: 500 });
  expect([500, 501, 1501].map((timeUs) => messagesBefore(together, timeUs))).toEqual([0, 1, 2]);
});

test('with steps and random moments, the ledger asks for just those that the walk sends', () => {
  const step = fc.record({
    durationUs: fc.integer({ min: 1, max: 50_000 }),
    perSecond: fc.double({ min: 100, max: 1e5, noNaN: true }),
  });
  const arrivals = fc.record({
    steps: fc.tuple(step, step),
    random: fc.constantFrom(null, 'jittered' as const, 'poisson' as const),
    seed: fc.nat(99),
  });
  fc.assert(
    fc.property(
      arrivals,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 20_000 }),
      (one, clients, leadUs) => {
        const originUs = 1_000_000;
        const cadence = cadenceOf({ periodUs: 1, arrivals: one }, clients, {
          originUs,
          measureStartUs: originUs + leadUs,
        });
        const endUs = originUs + 30_000;
        const sends = sendsOf(cadence, all(clients), endUs);
        expect(messagesBefore(cadence, endUs)).toBe(sends.length);
        for (const timeUs of [originUs, originUs + 7777, endUs]) {
          for (const index of all(clients)) {
            const before = sends.filter((send) => send.index === index && send.timeUs < timeUs).length;
            expect(firstSequenceAt(cadence, index, timeUs)).toBe(before);
          }
        }
      },
    ),
  );
});

test('of each client at most so many messages are due, the same for any slicing', () => {
  fc.assert(
    fc.property(cadences, fc.nat(5), fc.integer({ min: 1, max: 7 }), (cadence, messages, agents) => {
      const walked = (indices: number[]): number[] => {
        const walk = new Walk(cadence, indices, Number.POSITIVE_INFINITY, messages);
        const sent: number[] = [];
        for (; walk.nextUs < Number.POSITIVE_INFINITY; walk.advance()) sent.push(indices[walk.position]!);
        return sent;
      };
      const sliced = all(agents).flatMap((agent) =>
        walked(all(cadence.clients).filter((index) => index % agents === agent)),
      );
      const each = all(cadence.clients).flatMap((index) => all(messages).map(() => index));
      expect(sliced.toSorted((a, b) => a - b)).toEqual(each);
    }),
  );
});
