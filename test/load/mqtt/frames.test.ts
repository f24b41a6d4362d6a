import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { type FrameHandler, frameBytes, readFrames } from '../../../load/mqtt/frames.ts';
import { RETAIN } from '../../../load/mqtt/packets.ts';

type Seen =
  | { ack: string; id: number; code?: number }
  | { qos: number; id: number; retain: boolean; payload: string }
  | { control: number };

class Recorder implements FrameHandler {
  readonly seen: Seen[] = [];
  readonly aliases: [alias: number, hasTopic: boolean][] = [];
  puback(id: number, code: number): void {
    this.seen.push({ ack: 'puback', id, code });
  }
  pubrec(id: number, code: number): void {
    this.seen.push({ ack: 'pubrec', id, code });
  }
  pubrel(id: number): void {
    this.seen.push({ ack: 'pubrel', id });
  }
  pubcomp(id: number): void {
    this.seen.push({ ack: 'pubcomp', id });
  }
  publish(frames: Buffer, first: number, qos: number, id: number, from: number, to: number): void {
    this.seen.push({ qos, id, retain: (first & RETAIN) !== 0, payload: frames.toString('latin1', from, to) });
  }
  aliased(alias: number, hasTopic: boolean): void {
    this.aliases.push([alias, hasTopic]);
  }
  control(frames: Buffer, from: number): void {
    this.seen.push({ control: frames[from]! >> 4 });
  }
}

const packets = fc.array(
  fc.oneof(
    fc.record({
      cmd: fc.constantFrom('puback' as const, 'pubrec' as const),
      messageId: fc.integer({ min: 1, max: 65_535 }),
      reasonCode: fc.constantFrom(0, 16, 135),
    }),
    fc.record({
      cmd: fc.constantFrom('pubrel' as const, 'pubcomp' as const),
      messageId: fc.integer({ min: 1, max: 65_535 }),
    }),
    fc.record({
      cmd: fc.constant('publish' as const),
      topic: fc.stringMatching(/^[a-z/]{1,40}$/),
      payload: fc.oneof(fc.stringMatching(/^[ -~]{0,300}$/), fc.constant('x'.repeat(20_000))),
      qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
      retain: fc.boolean(),
      dup: fc.constant(false),
      messageId: fc.integer({ min: 1, max: 65_535 }),
    }),
    fc.constant({ cmd: 'pingresp' as const }),
  ),
  { maxLength: 12 },
);

function expected(packet: Packet, version: 4 | 5): Seen {
  if (packet.cmd === 'puback' || packet.cmd === 'pubrec')
    return { ack: packet.cmd, id: packet.messageId!, code: version === 5 ? packet.reasonCode! : 0 };
  if (packet.cmd === 'pubrel' || packet.cmd === 'pubcomp') return { ack: packet.cmd, id: packet.messageId! };
  if (packet.cmd === 'publish')
    return {
      qos: packet.qos!,
      retain: packet.retain!,
      id: packet.qos === 0 ? 0 : packet.messageId!,
      payload: String(packet.payload),
    };
  return { control: 13 };
}

test.each([4, 5] as const)(
  'protocol %d: frames read back as written, however the bytes are cut',
  (version) => {
    fc.assert(
      fc.property(packets, fc.infiniteStream(fc.integer({ min: 1, max: 3000 })), (list, cuts) => {
        const properties = version === 5 ? { properties: { userProperties: { a: 'b'.repeat(200) } } } : {};
        const bytes = Buffer.concat(
          list.map((packet) =>
            generate((packet.cmd === 'publish' ? { ...packet, ...properties } : packet) as Packet, {
              protocolVersion: version,
            }),
          ),
        );
        const recorder = new Recorder();
        let held = Buffer.alloc(0);
        for (let at = 0; at < bytes.length; ) {
          const cut = Math.min(bytes.length, at + cuts.next().value!);
          held = Buffer.concat([held, bytes.subarray(at, cut)]);
          held = held.subarray(readFrames(held, 0, held.length, version, recorder));
          at = cut;
        }
        expect(held).toHaveLength(0);
        expect(recorder.seen).toEqual(list.map((packet) => expected(packet as Packet, version)));
      }),
    );
  },
);

test('bytes that are no MQTT are refused, not read past the end', () => {
  expect(() =>
    readFrames(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]), 0, 6, 4, new Recorder()),
  ).toThrow('remaining length');
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(4 as const, 5 as const),
      (bytes, version) => {
        try {
          expect(
            readFrames(Buffer.from(bytes), 0, bytes.length, version, new Recorder()),
          ).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      },
    ),
  );
});

test('a PUBLISH with QoS 3 is refused', () => {
  expect(() => readFrames(Buffer.from([0x36, 4, 0, 1, 0x61, 0]), 0, 6, 4, new Recorder())).toThrow('QoS 3');
});

test('the length of a frame is known as soon as its fixed header is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 70_000 }), fc.nat(8), (bytes, cut) => {
      const frame = generate({
        cmd: 'publish',
        topic: 't',
        payload: Buffer.alloc(bytes),
        qos: 0,
        dup: false,
        retain: false,
      });
      const known = frameBytes(frame.subarray(0, cut));
      expect(known === null || known === frame.length).toBe(true);
      expect(frameBytes(frame)).toBe(frame.length);
    }),
  );
});

describe('bytes that no broker may send are refused, and read nothing beyond their frame:', () => {
  /** What others left in the buffer. */
  const JUNK_BYTES = 300;
  const version = (v: 4 | 5, ...bytes: number[]) => ({
    v,
    bytes: Buffer.concat([Buffer.from(bytes), Buffer.alloc(JUNK_BYTES, 1)]),
  });
  test.for([
    ['an acknowledgement of packet 0', version(4, 0x40, 2, 0, 0), 'packet identifier 0'],
    ['a message with packet identifier 0', version(4, 0x32, 5, 0, 1, 0x64, 0, 0), 'packet identifier 0'],
    ['an acknowledgement with flags', version(4, 0x42, 2, 0, 1), 'malformed acknowledgement'],
    ['a PUBREL without its flag', version(5, 0x60, 2, 0, 1), 'malformed acknowledgement'],
    ['a reason code in MQTT 3.1.1', version(4, 0x40, 3, 0, 1, 0), 'malformed acknowledgement'],
    ['a message without a topic', version(4, 0x30, 1, 0), 'PUBLISH longer than its frame'],
    ['a topic that is longer than the message', version(4, 0x32, 5, 0xff, 0xff, 1, 1, 1), 'PUBLISH longer'],
  ] as const)('%s', ([_, { v, bytes }, message]) => {
    const recorder = new Recorder();
    expect(() => readFrames(bytes, 0, bytes.length - JUNK_BYTES, v, recorder)).toThrow(message);
    expect(recorder.seen).toEqual([]);
  });

  test('a length without an end, whose bytes come one by one', () => {
    for (const known of [1, 2, 3, 4]) expect(frameBytes(Buffer.alloc(known, 0xff))).toBeNull();
    expect(() => frameBytes(Buffer.alloc(5, 0xff))).toThrow('malformed remaining length');
  });
});
