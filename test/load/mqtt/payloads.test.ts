import fc from 'fast-check';
import { parser } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { outgoingOf } from '../../../load/mqtt/outgoing.ts';
import { maximumPacketBytes } from '../../../load/mqtt/packet-limits.ts';
import { carriesHeader, meanBytes } from '../../../load/mqtt/payload/header.ts';
import type { PayloadPlan } from '../../../load/mqtt/payload/plan.ts';
import { TextHeader } from '../../../load/mqtt/payload/text-header.ts';
import type { GroupPlan, PublishPlan } from '../../../load/mqtt/plan.ts';
import { readPlan } from '../../../load/mqtt/plan-input.ts';
import type { MqttPublishInput } from '../../../load/mqtt/publish-input.ts';
import { readClient, readIntendedUs, readLagUs, readRunTag, readSequence } from '../../../load/payload.ts';

type Written = MqttPublishInput['payload'];
const target = { url: 'mqtt://h:1883', host: 'h', port: 1883 };
const run = { tag: 0xbeef, name: 'trun' };

function groupWith(
  payload: Written,
  publish: object = {},
  clients = 12,
): GroupPlan & { publish: PublishPlan } {
  const devices = { clients, publish: { topic: 'd/{client}', every: '1s', payload, ...publish } } as const;
  const idle = { clients: 3 };
  const group = readPlan({ groups: { idle, devices }, measure: '1s' }, target).groups[1]!;
  return { ...group, publish: group.publish! };
}

/** What a broker reads of messages of the group's last client. */
function sent(payload: Written, messages: number, { qos = 1, protocol = '3.1.1' as '3.1.1' | '5' } = {}) {
  const group = groupWith(payload, { qos });
  const version = protocol === '5' ? 5 : 4;
  const connect = { ...group.connect, protocolVersion: version } as const;
  const [outgoing] = outgoingOf({ ...group, connect }, group.publish, Uint32Array.of(11), run);
  const read: Buffer[] = [];
  const packets = parser({ protocolVersion: version });
  packets.on('packet', (packet) => {
    expect(packet).toMatchObject({ cmd: 'publish', topic: 'd/11', qos });
    if (qos > 0) expect(packet.messageId).toBe(read.length + 1);
    read.push(Buffer.from((packet as { payload: Buffer }).payload));
  });
  for (let n = 0; n < messages; n++) {
    const packet = outgoing!.packetFor(qos > 0 ? n + 1 : 0, 1e6 + n, n, 7);
    expect(packet.length).toBeLessThanOrEqual(maximumPacketBytes({ groups: [group] }));
    expect(packets.parse(Buffer.from(packet))).toBe(0);
  }
  expect(read).toHaveLength(messages);
  return { group, read, texts: read.map(String) };
}

const headerOf = (buffer: Buffer) => [
  readRunTag(buffer, 0),
  readClient(buffer, 0),
  readIntendedUs(buffer, 0),
  readSequence(buffer, 0),
  readLagUs(buffer, 0),
];
/** Of client 11, which is number 14 of the plan. */
const header = (n: number) => [0xbeef, 14, 1e6 + n, n, 7];

describe('sizes', () => {
  test('of a Gaussian distribution have its mean and its deviation', () => {
    const { group, read } = sent({ mean: '500B', deviation: '25B' }, 4000);
    const mean = read.reduce((sum, { length }) => sum + length, 0) / read.length;
    const variance = read.reduce((sum, { length }) => sum + (length - mean) ** 2, 0) / read.length;
    // Five standard errors.
    expect(Math.abs(mean - 500)).toBeLessThan(2);
    expect(Math.abs(Math.sqrt(variance) - 25)).toBeLessThan(1.5);
    expect(Math.round(meanBytes(group.publish))).toBe(500);
    expect(group.publish.payloadBytes).toBe(560);
  });

  test('of a list are equally frequent, and each message carries its header', () => {
    const sizes = ['20B', '127B', '128B', '20kB', '3MB'] as const;
    const { read } = sent(sizes, 200);
    const counts = Map.groupBy(read, ({ length }) => length);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([20, 127, 128, 20_000, 3_000_000]);
    for (const { length } of counts.values()) expect(Math.abs(length - 40)).toBeLessThan(25);
    read.forEach((payload, n) => void expect(headerOf(payload)).toEqual(header(n)));
  });

  test.each([0, 1, 2])('any sizes make packets that a broker reads, with QoS %s', (qos) => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 20, max: 20_000 }), { minLength: 2, maxLength: 5 }),
        fc.constantFrom('3.1.1' as const, '5' as const),
        (sizes, protocol) => {
          const { read } = sent(
            sizes.map((bytes) => `${bytes}B` as const),
            12,
            { qos, protocol },
          );
          read.forEach((payload, n) => void expect(headerOf(payload)).toEqual(header(n)));
          for (const { length } of read) expect(sizes).toContain(length);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('of a client are the same whichever agent it lives in, and others with another seed', () => {
    const lengths = (seed: number) => {
      const { publish, ...group } = groupWith(['50B', '60B'], { seed });
      const [, , ofAll] = outgoingOf(group, publish, Uint32Array.of(0, 1, 2), run);
      const [alone] = outgoingOf(group, publish, Uint32Array.of(2), run);
      const drawn = [ofAll, alone].map((one) =>
        Array.from({ length: 64 }, (_, n) => one!.packetFor(0, 0, n, 0).length),
      );
      expect(drawn[0]).toEqual(drawn[1]);
      return drawn[0];
    };
    expect(lengths(1)).not.toEqual(lengths(2));
  });
});

describe('texts', () => {
  test('have values of each message', () => {
    const { texts } = sent(
      { text: '{ledger} {group}/{client} of {run}: {seq}, {random:6}, {random:256:x2} é' },
      200,
    );
    texts.forEach((text, n) => {
      expect(text).toMatch(new RegExp(`^[0-9a-f]{40} devices/11 of trun: ${n}, [0-5], [0-9a-f]{2} é$`));
    });
    expect(new Set(texts.map((text) => text.split(', ')[1])).size).toBe(6);
  });

  test('{now} is the time of day at which a message is written, in ms since 1970', () => {
    const fromMs = Date.now();
    const [text] = sent({ text: '{now}' }, 1).texts;
    expect(Number(text)).toBeGreaterThanOrEqual(fromMs);
    expect(Number(text)).toBeLessThanOrEqual(Date.now());
  });

  test('as JSON are objects whose first field is the ledger; what is a number is written as one', () => {
    const { texts } = sent(
      { json: { id: '{client}', name: 'n-{client}', at: { n: '{seq}' }, hex: '{random:16:x1}' } },
      12,
    );
    texts.forEach((text, n) => {
      expect(JSON.parse(text)).toEqual({
        tidemark: expect.stringMatching(/^[0-9a-f]{40}$/),
        id: 11,
        name: 'n-11',
        at: { n },
        hex: expect.stringMatching(/^[0-9a-f]$/),
      });
      expect(text.startsWith('{"tidemark":"')).toBe(true);
    });
  });

  test('any text around the ledger is read back by who subscribes', () => {
    const literal = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !/[{}]/.test(text));
    fc.assert(
      fc.property(
        literal,
        literal,
        fc.constantFrom('{seq}', '{client}', '{random:99999}', ''),
        (before, after, field) => {
          const { group, read } = sent({ text: `${before}{ledger}${after}${field}` }, 12);
          const found = new TextHeader([group.publish], run.tag);
          read.forEach((payload, n) => {
            const framed = Buffer.concat([Buffer.alloc(3), payload, Buffer.alloc(50)]);
            expect(found.read(framed, 3, 3 + payload.length)).toBe(true);
            expect(headerOf(found.header)).toEqual(header(n));
            expect(found.read(framed, 3, 3 + payload.length - after.length - 60)).toBe(false);
          });
          expect(new TextHeader([group.publish], 0xbeee).read(read[0]!, 0, read[0]!.length)).toBe(false);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('without the ledger are not counted by receivers', () => {
    expect(carriesHeader(groupWith({ text: '{seq} of {client}' }).publish)).toBe(false);
    expect(carriesHeader(groupWith({ json: {} }).publish)).toBe(true);
    expect(carriesHeader(groupWith('15B').publish)).toBe(false);
    expect(carriesHeader(groupWith('16B').publish)).toBe(true);
  });

  test('of a file are what is in it', () => {
    const { group, texts } = sent({ file: 'test/load/mqtt/payload.txt' }, 1);
    expect(texts[0]).toMatch(/^Reading [0-9a-f]{40}: 0 of lamp 11\n$/);
    expect(group.publish.payload).toMatchObject<Partial<PayloadPlan>>({ kind: 'text' });
  });
});

test.each<[Written, string]>([
  ['500' as '500B', 'publish.payload: A size is required'],
  [
    ['100B', '10B'],
    'sizes of 20 B or more are required, because the header of each message takes so much; the least here is 10 B',
  ],
  [[], 'at least one size is required'],
  [{ mean: '50B', deviation: '25B' }, 'sizes of 20 B or more are required'],
  [{ mean: '50B' } as never, 'deviation: '],
  [{ text: '' }, 'a text is required'],
  [{ text: '{count}' }, '{random:100} is required in braces; got {count}'],
  [{ text: '{seq} {ledger}' }, '{ledger} is required once, before all other names in braces'],
  [{ text: '{ledger}{ledger}' }, '{ledger} is required once'],
  [{ text: '\ud800' }, 'surrogate'],
  [{ json: 7 } as never, 'json: '],
  [
    { lines: 7 } as never,
    "a size like '500B', a list of sizes, { mean, deviation }, { text }, { json } or { file } is required",
  ],
  [
    { file: 'none.txt' },
    'payload.file: a regular file of 1 B to 64 KiB that can be read is required; got ENOENT',
  ],
  [{ file: 'test/architecture' }, 'that can be read is required; got a folder at test/architecture'],
  [{ file: '/dev/zero' }, 'that can be read is required; got a device at /dev/zero'],
])('a payload %j cannot be: %s', (payload, message) => {
  expect(() => groupWith(payload)).toThrow(message);
});
