import { expect, test } from 'vitest';
import { answerText } from '../../../load/mqtt/reasons.ts';

test.each([
  ['CONNACK', 5, 4, 'CONNACK 5 not authorized'],
  ['CONNACK', 1, 5, 'CONNACK 1 unacceptable protocol version'],
  ['CONNACK', 133, 5, 'CONNACK 133 client identifier not valid'],
  ['SUBACK', 128, 4, 'SUBACK 128 failure'],
  ['SUBACK', 128, 5, 'SUBACK 128 unspecified error'],
  ['SUBACK', 158, 5, 'SUBACK 158 shared subscriptions not supported'],
  ['PUBACK', 151, 5, 'PUBACK 151 quota exceeded'],
  ['DISCONNECT', 149, 5, 'DISCONNECT 149 packet too large'],
  ['DISCONNECT', 142, 5, 'DISCONNECT 142 session taken over'],
  ['DISCONNECT', 200, 5, 'DISCONNECT 200 of an unknown reason'],
] as const)('%s %i of MQTT version %i reads "%s"', (packet, code, version, text) => {
  expect(answerText(packet, code, version)).toBe(text);
});
