import { expect, test } from 'vitest';
import { ListedSources, LoopbackSources } from '../../../load/socket/sources.ts';

const text = ({ localAddress, localPort }: { localAddress: string; localPort: number }) =>
  `${localAddress}:${localPort}`;

test('addresses of a list are taken in turn, and no two connections of any agent have the same source', () => {
  const addresses = ['127.9.0.1', '127.9.0.2', '127.9.0.3'];
  const taken = [0, 1, 2, 3].flatMap((agent) => {
    const sources = new ListedSources(addresses, { agent, agents: 4, tag: 65_535 });
    return Array.from({ length: 37_500 }, () => sources.next());
  });
  expect(taken.slice(0, 3).map(({ localAddress }) => localAddress)).toEqual(addresses);
  expect(new Set(taken.map(text)).size).toBe(150_000);
  const ports = taken.map(({ localPort }) => localPort);
  expect([Math.min(...ports.slice(0, 37_500)), Math.max(...ports.slice(-37_500))]).toEqual([10_000, 59_999]);
});

test('on loopback an agent takes one address after the other, each with all its ports', () => {
  const sources = new LoopbackSources('127.7.7');
  const taken = Array.from({ length: 50_001 }, () => sources.next());
  expect([taken[0], taken[49_999], taken[50_000]].map((source) => text(source!))).toEqual([
    '127.7.7.1:10000',
    '127.7.7.1:59999',
    '127.7.7.2:10000',
  ]);
});
