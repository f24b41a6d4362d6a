import { expect, test } from 'vitest';
import { sourceAddresses, unknownInterfaces, whyNoSource } from '../../../load/socket/source-addresses.ts';

const interfaces = {
  eth9: [{ address: '192.0.2.1' }, { address: '192.0.2.2' }, { address: '2001:db8::1' }],
  lo: [{ address: '127.0.0.1' }],
};

test('addresses, ranges and interfaces become addresses of one family, each once', () => {
  expect(sourceAddresses(['192.0.2.2', 'eth9', '2001:db8::2'], interfaces, 4)).toEqual([
    '192.0.2.2',
    '192.0.2.1',
  ]);
  expect(sourceAddresses(['192.0.2.2', 'eth9', '2001:db8::2'], interfaces, 6)).toEqual([
    '2001:db8::1',
    '2001:db8::2',
  ]);
  expect(sourceAddresses(['127.5.0.6/29', 'lo'], interfaces, 4)).toEqual([
    ...[1, 2, 3, 4, 5, 6].map((n) => `127.5.0.${n}`),
    '127.0.0.1',
  ]);
});

test('a range of two addresses or one has no network address', () => {
  expect(sourceAddresses(['127.5.0.255/31'], interfaces, 4)).toEqual(['127.5.0.254', '127.5.0.255']);
  expect(sourceAddresses(['127.5.0.3/32'], interfaces, 4)).toEqual(['127.5.0.3']);
});

test('interfaces that are not there are told', () => {
  expect(unknownInterfaces(['eth9', 'eth8', '127.0.0.1', '127.0.0.0/30'], interfaces)).toEqual(['eth8']);
});

test.each(['127.0.0.1', '::1', '10.0.0.0/16', 'eth0', 'eth0.100', 'wlp3s0'])(
  '%s can be a source',
  (source) => {
    expect(whyNoSource(source)).toBeNull();
  },
);

test.each([
  ['127.0.0.256', 'an address, a range like'],
  ['10.0.0.', 'an address, a range like'],
  ['10.0.0.0/33', 'an address, a range like'],
  ['2001:db8::/64', 'an address, a range like'],
  ['mqtt://127.0.0.1', 'an address, a range like'],
  ['127.0.0.1:5000', 'an address, a range like'],
  ['', 'an address, a range like'],
  ['10.0.0.0/8', 'at most 65,536 addresses is required; 10.0.0.0/8 has 16,777,214'],
])('%j cannot: what is required, and what was given', (source, why) => {
  expect(whyNoSource(source)).toContain(why);
  expect(whyNoSource(source)).toContain(source);
});
