import fc from 'fast-check';
import { type IConnectPacket, parser } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { type ConnectFields, encodeConnect } from '../../../load/mqtt/connect-packet.ts';

function read(fields: ConnectFields): IConnectPacket {
  const packets: IConnectPacket[] = [];
  const codec = parser({ protocolVersion: fields.protocolVersion });
  codec.on('packet', (packet) => packets.push(packet as IConnectPacket));
  codec.on('error', (error) => {
    throw error;
  });
  expect(codec.parse(encodeConnect(fields))).toBe(0);
  expect(packets).toHaveLength(1);
  return packets[0]!;
}

const fields: ConnectFields = {
  protocolVersion: 5,
  clientId: 'device-7',
  keepAliveS: 60,
  cleanStart: true,
  sessionExpiryS: 0,
  maximumPacketBytes: 1_048_576,
};

test('a CONNECT says what its fields say, whatever their lengths', () => {
  fc.assert(
    fc.property(
      fc.record({
        protocolVersion: fc.constantFrom(4 as const, 5 as const),
        clientId: fc.string({ minLength: 1, unit: 'grapheme' }),
        username: fc.string({ unit: 'grapheme', maxLength: 300 }),
        password: fc.string({ unit: 'grapheme' }),
        keepAliveS: fc.nat(65_535),
        cleanStart: fc.boolean(),
        sessionExpiryS: fc.nat(0xffffffff),
        maximumPacketBytes: fc.integer({ min: 1, max: 0x7fffffff }),
        will: fc.record({
          topic: fc.string({ minLength: 1, unit: 'grapheme' }),
          payload: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
          qos: fc.constantFrom(0, 1, 2),
          retain: fc.boolean(),
          delayS: fc.nat(0xffffffff),
        }),
      }),
      (given) => {
        const { protocolVersion, clientId, username, password, keepAliveS, cleanStart, will } = given;
        expect(read(given)).toMatchObject({
          protocolVersion,
          clientId,
          username,
          clean: cleanStart,
          keepalive: keepAliveS,
          password: Buffer.from(password),
          will: {
            topic: will.topic,
            payload: will.payload,
            qos: will.qos,
            retain: will.retain,
            ...(protocolVersion === 5 &&
              will.delayS > 0 && { properties: { willDelayInterval: will.delayS } }),
          },
          ...(protocolVersion === 5 && {
            properties: {
              sessionExpiryInterval: given.sessionExpiryS,
              maximumPacketSize: given.maximumPacketBytes,
            },
          }),
        });
      },
    ),
  );
});

test('a password goes without a user name in MQTT 5', () => {
  const { username, password } = read({ ...fields, password: 'token' });
  expect({ username, password }).toEqual({ username: undefined, password: Buffer.from('token') });
});

test('an empty client id asks the broker for one, with or without a clean start in MQTT 5', () => {
  expect(read({ ...fields, clientId: '' })).toMatchObject({ clientId: '', clean: true });
  expect(read({ ...fields, clientId: '', cleanStart: false })).toMatchObject({ clientId: '', clean: false });
});
