import fc from 'fast-check';
import { type IPublishPacket, parser } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { readPlan } from '../../../../load/mqtt/plan-input.ts';
import {
  leastRequestBytes,
  QUEUE_AT,
  REPLY_BYTES,
  RESPONDER_AT,
  readQueueUs,
  readResponder,
  readWorkUs,
  replyTopicEnd,
  TOPIC_AT,
  WORK_AT,
  writeReplyTopic,
  writeTimes,
} from '../../../../load/mqtt/request/wire.ts';
import { sharedOutgoing } from '../../../../load/mqtt/shared-outgoing.ts';
import { HEADER_BYTES, readClient, readRunTag, readSequence } from '../../../../load/payload.ts';

test('a request of MQTT 3.1.1 names its reply topic behind the header, at any offset', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 60 }), fc.nat(40), fc.nat(9), (topic, padding, from) => {
      const bytes = leastRequestBytes(4, topic);
      const packet = Buffer.alloc(from + bytes + padding, 0x2e);
      writeReplyTopic(packet.subarray(from), topic);
      const end = replyTopicEnd(packet, from, packet.length);
      expect(packet.toString('utf8', from + TOPIC_AT, end)).toBe(Buffer.from(topic).toString());
      expect(end).toBe(from + bytes);
    }),
  );
});

test('a request of MQTT 5 needs no more than the header, because a property names its reply topic', () => {
  expect(leastRequestBytes(5, 'replies/a/very/long/topic')).toBe(16);
});

test('a request whose reply topic is empty, cut off or absent names none', () => {
  const request = Buffer.alloc(40);
  expect(replyTopicEnd(request, 0, 40)).toBe(0);
  request.writeUInt16BE(23, 16);
  expect(replyTopicEnd(request, 0, 40)).toBe(0);
  request.writeUInt16BE(22, 16);
  expect(replyTopicEnd(request, 0, 40)).toBe(40);
  expect(replyTopicEnd(request, 0, 16)).toBe(0);
});

test('a reply has 28 bytes: the header of the request, queue wait, work, and who replied', () => {
  expect([QUEUE_AT, WORK_AT, RESPONDER_AT, REPLY_BYTES]).toEqual([16, 20, 24, 28]);
  const reply = Buffer.alloc(3 + REPLY_BYTES);
  writeTimes(reply, 3, 1500.4, 2 ** 33);
  reply.writeUInt32BE(7, 3 + RESPONDER_AT);
  expect([readQueueUs(reply, 3), readWorkUs(reply, 3), readResponder(reply, 3)]).toEqual([
    1500,
    2 ** 32 - 1,
    7,
  ]);
});

test('the correlation data of MQTT 5 is the header of the request, whatever is in it', () => {
  const [group] = readPlan(
    {
      groups: {
        askers: {
          clients: 100,
          connections: 3,
          connect: { protocol: '5' },
          request: { topic: 'req/{shard}', payload: '40B', every: '10s' },
        },
      },
      measure: '1s',
    },
    { url: 'mqtt://h:1883', host: 'h', port: 1883 },
  ).groups;
  const bytes = fc.oneof(fc.nat(0xff), fc.constantFrom(0xfe, 0xff, 0x09, 0x00));
  const tags = fc.tuple(bytes, bytes).map(([high, low]) => high * 256 + low);
  fc.assert(
    fc.property(tags, fc.nat(99), fc.nat(0xffffffff), fc.nat(2 ** 47), (tag, client, sequence, dueUs) => {
      const [outgoing] = sharedOutgoing(group!, group!.request!, Uint32Array.of(0), { tag, name: 'trun' });
      let read: IPublishPacket | undefined;
      const reader = parser({ protocolVersion: 5 }).on('packet', (packet) => {
        read = packet as IPublishPacket;
      });
      reader.parse(outgoing!.packetFor(0, dueUs, sequence, 0, client));
      const header = (read!.payload as Buffer).subarray(0, HEADER_BYTES);
      expect(read!.properties?.correlationData).toEqual(header);
      expect([readRunTag(header, 0), readClient(header, 0), readSequence(header, 0)]).toEqual([
        tag,
        client,
        sequence,
      ]);
    }),
    { examples: [[0xfe1d, 0, 0, 0]] },
  );
});
