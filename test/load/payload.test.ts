import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  readClient,
  readIntendedUs,
  readLagUs,
  readRunTag,
  readSentAgain,
  readSequence,
  sentAgain,
  stamp,
  stampOnce,
} from '../../load/payload.ts';

const U32 = 2 ** 32 - 1;

test('a header read is the header written, at any offset', () => {
  fc.assert(
    fc.property(
      fc.record({
        tag: fc.nat(0xffff),
        timeUs: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        client: fc.nat(U32),
        sequence: fc.nat(U32),
        lagUs: fc.nat(2 ** 31 - 1),
        again: fc.boolean(),
        offset: fc.nat(50),
      }),
      ({ tag, timeUs, client, sequence, lagUs, again, offset }) => {
        const packet = Buffer.alloc(offset + 24);
        stampOnce(packet.subarray(offset), tag, client);
        stamp(packet, offset, 24, timeUs + 0.75, sequence, again ? sentAgain(lagUs) : lagUs);
        expect([
          readRunTag(packet, offset),
          readIntendedUs(packet, offset),
          readClient(packet, offset),
        ]).toEqual([tag, timeUs, client]);
        expect([
          readSequence(packet, offset),
          readLagUs(packet, offset),
          readSentAgain(packet, offset),
        ]).toEqual([sequence, lagUs, again]);
      },
    ),
  );
});

test('a payload of 16 bytes carries no lag, one below 16 nothing', () => {
  const packet = Buffer.alloc(32, 0xee);
  stamp(packet, 0, 16, 1, 2, 3);
  expect(packet.subarray(16).every((byte) => byte === 0xee)).toBe(true);
  const small = Buffer.alloc(15, 0xee);
  stampOnce(small, 1, 2);
  stamp(small, 0, 15, 1, 2, 3);
  expect(small.every((byte) => byte === 0xee)).toBe(true);
});
