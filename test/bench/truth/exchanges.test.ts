import { expect, test } from 'vitest';
import { droppedPackets } from '../../../bench/truth/capture.ts';
import { exchangesOfHttp, exchangesOfMqtt, exchangesOfRequests } from '../../../bench/truth/exchanges.ts';

const PUBACK = 4;
const PUBCOMP = 7;
/** In whole microseconds, as the capture has them. */
const us = (exchanges: readonly { atMs: number; durationMs: number }[]) =>
  exchanges.map(({ atMs, durationMs }) => [Math.round(atMs * 1000), Math.round(durationMs * 1000)]);

test('a PUBLISH and the PUBACK of its connection and identifier are one exchange', () => {
  const rows = [
    ['1.000000', '0', '1', ''],
    ['1.000100', '0', '2', ''],
    ['1.001000', '0', '3', '1'],
    ['1.001200', '1', '3', '1'],
    ['1.001500', '1', '4', '1'],
    ['1.002000', '0', '4', '1'],
    ['1.003000', '0', '3', '1'],
  ];
  expect(us(exchangesOfMqtt(rows, PUBACK))).toEqual([
    [1_001_200, 300],
    [1_001_000, 1000],
  ]);
});

test('packets of one segment are told apart', () => {
  const rows = [
    ['1.000000', '0', '3,3', '1,2'],
    ['1.000400', '0', '4,4', '2,1'],
  ];
  expect(us(exchangesOfMqtt(rows, PUBACK))).toEqual([
    [1_000_000, 400],
    [1_000_000, 400],
  ]);
});

test('an exchange of QoS 2 ends at its PUBCOMP', () => {
  const rows = [
    ['1.000000', '0', '3', '7'],
    ['1.000100', '0', '5', '7'],
    ['1.000200', '0', '6', '7'],
    ['1.000900', '0', '7', '7'],
  ];
  expect(us(exchangesOfMqtt(rows, PUBCOMP))).toEqual([[1_000_000, 900]]);
});

test('a request began so long before the last segment of its answer', () => {
  expect(us(exchangesOfHttp([['2.005000', '0.004000']]))).toEqual([[2_001_000, 4000]]);
});

test('packets that the kernel had no room for are counted', () => {
  expect(
    droppedPackets('12 packets captured\n40 packets received by filter\n3 packets dropped by kernel\n'),
  ).toBe(3);
});

test('a request ends where its header comes back on its own connection', () => {
  const BROKER = 1883;
  const [one, two] = ['a'.repeat(32), 'b'.repeat(32)];
  const rows = [
    ['1.000000', '0', '1883', `${one}ff,${two}ff`],
    ['1.000100', '7', '40001', `${one}ff,${two}ff`],
    ['1.000200', '7', '1883', `${two}00`],
    ['1.000300', '0', '40000', `${two}00`],
    ['1.000500', '0', '40000', `${one}00`],
    ['1.000600', '0', '40000', `${one}00`],
  ];
  expect(us(exchangesOfRequests(rows, BROKER))).toEqual([
    [1_000_000, 300],
    [1_000_000, 500],
  ]);
});
