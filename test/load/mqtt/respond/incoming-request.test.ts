/** Which messages are requests, as any program may write them. */
import { generate, type IPublishPacket } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { afterProperties } from '../../../../load/mqtt/fields/incoming-properties.ts';
import { IncomingRequest, type Unanswerable } from '../../../../load/mqtt/respond/incoming-request.ts';
import { headerOf } from './asking.ts';

const HEADER = headerOf(1);

/** Of a message of MQTT 5 to a topic of one byte. */
function read(payload: Buffer | string, properties: IPublishPacket['properties'] = {}) {
  const packet: IPublishPacket = {
    cmd: 'publish',
    topic: 't',
    payload,
    qos: 0,
    retain: false,
    dup: false,
    properties,
  };
  const frames = generate(packet, { protocolVersion: 5 });
  let propertiesFrom = 1;
  while (frames[propertiesFrom++]! > 0x7f);
  propertiesFrom += 3;
  const request = new IncomingRequest();
  const why = request.read(frames, propertiesFrom, afterProperties(frames, propertiesFrom), frames.length);
  return {
    why,
    topic: frames.toString('utf8', request.topicFrom, request.topicTo),
    correlation: frames.subarray(request.correlationFrom, request.correlationTo),
    hasHeader: request.hasHeader,
  };
}

/** Of a message of MQTT 3.1.1, that has no properties. */
const readOld = (payload: Buffer): Unanswerable | null =>
  new IncomingRequest().read(payload, 0, 0, payload.length);

test.for([
  ['$SYS/broker/x'],
  ['$share/workers/req/1'],
  ['a\u0007b'],
  ['a\u0085b'],
  ['a\ufdd0'],
  ['/'.repeat(128)],
])('a reply is not sent to %o, for which a broker would end the connection', ([topic = '']) => {
  const payload = Buffer.concat([HEADER, Buffer.from([0, Buffer.byteLength(topic)]), Buffer.from(topic)]);
  expect(readOld(payload)).toBe('a reply topic that nobody may publish to');
});

test('a reply is sent to any other topic, and to none that is no UTF-8', () => {
  const of = (topic: Buffer) =>
    readOld(Buffer.concat([HEADER, Buffer.from([topic.length >> 8, topic.length & 0xff]), topic]));
  for (const topic of ['größe/✓', 'a/$b', '/'.repeat(127), 'x'.repeat(65_535)])
    expect(of(Buffer.from(topic))).toBe(null);
  expect(of(Buffer.from([0x61, 0xff]))).toBe('a reply topic that nobody may publish to');
  expect(of(Buffer.from([0xed, 0xa0, 0x80]))).toBe('a reply topic that nobody may publish to');
});

test.for([
  ['no payload', '', Buffer.from('c')],
  ['one byte', 'x', Buffer.from('c')],
  ['no correlation data', 'x', Buffer.alloc(0)],
  ['a payload of 16 bytes that is no header', Buffer.alloc(16, 'a'), HEADER],
  ['correlation data that begins as its payload does', HEADER, Buffer.concat([HEADER, HEADER])],
  ['a long payload', Buffer.alloc(100_000, 'a'), Buffer.alloc(60_000, 'c')],
] as const)(
  'MQTT 5: with a response topic a message is a request without a header, with %s',
  ([, payload, correlationData]) => {
    const request = read(Buffer.from(payload), {
      responseTopic: 'answers/me',
      ...(correlationData.length > 0 && { correlationData }),
      userProperties: { trace: '1' },
    });
    expect(request).toEqual({
      why: null,
      topic: 'answers/me',
      correlation: correlationData,
      hasHeader: false,
    });
  },
);

test('MQTT 5: a request of tidemark has a header, which is its correlation data too', () => {
  const properties = { responseTopic: 'answers/me', correlationData: HEADER };
  expect(read(Buffer.concat([HEADER, Buffer.from('...')]), properties).hasHeader).toBe(true);
});

test('MQTT 5: a message that names no reply topic is told as that, however short it is', () => {
  expect(read('x').why).toBe('no reply topic');
  expect(read(HEADER).why).toBe('no reply topic');
  expect(read('x', { correlationData: HEADER }).why).toBe('no reply topic');
});

test('MQTT 3.1.1: a message below the header is told as that, and one without a topic behind it as that', () => {
  expect(readOld(HEADER.subarray(0, 15))).toBe('below the header');
  expect(readOld(HEADER)).toBe('no reply topic');
  expect(readOld(Buffer.concat([HEADER, Buffer.from([0, 1, 0x2b])]))).toBe('a reply topic with wildcards');
  expect(readOld(Buffer.concat([HEADER, Buffer.from([0, 1, 0x72])]))).toBeNull();
});
