import { expect, test } from 'vitest';
import { addressesOf, whoAnswers } from '../../../load/socket/addresses.ts';

test('a name without an address has none, and an address is its own', async () => {
  expect(await addressesOf('no..address')).toEqual([]);
  expect(await addressesOf('127.0.0.1')).toEqual(['127.0.0.1']);
});

test('localhost has both loopback addresses', async () => {
  expect([...(await addressesOf('localhost'))].sort()).toEqual(['127.0.0.1', '::1']);
});

test('the first address that answers is found, and no other is asked', async () => {
  const asked: string[] = [];
  const whyNot = async (address: string) => {
    asked.push(address);
    return address === '::1' ? 'connection refused' : null;
  };
  expect(await whoAnswers(['::1', '127.0.0.1', '127.0.0.2'], whyNot)).toEqual({ address: '127.0.0.1' });
  expect(asked).toEqual(['::1', '127.0.0.1']);
});

test('where none answers, each says why', async () => {
  const whyNot = async (address: string) => (address === '::1' ? 'connection refused' : 'no CONNACK');
  expect(await whoAnswers(['::1', '127.0.0.1'], whyNot)).toEqual({
    why: '::1: connection refused; 127.0.0.1: no CONNACK',
  });
  expect(await whoAnswers(['127.0.0.1'], whyNot)).toEqual({ why: 'no CONNACK' });
});
