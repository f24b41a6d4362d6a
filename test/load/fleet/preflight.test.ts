import { expect, test } from 'vitest';
import type { Machine } from '../../../load/fleet/machine.ts';
import { preflight } from '../../../load/fleet/preflight.ts';

const machine: Machine = {
  openFiles: 20_000,
  cpus: 2,
  freeMemoryBytes: 8e9,
  ephemeralPorts: 28_000,
  trackedConnections: Number.POSITIVE_INFINITY,
  filesLeft: Number.POSITIVE_INFINITY,
  interfaces: { eth9: [{ address: '192.0.2.1' }, { address: '2001:db8::1' }] },
};
const loopback = { hosts: ['127.0.0.1'], local: true, ownSources: true };
const three = { hosts: ['127.0.0.1', '127.0.0.2', '127.0.0.3'], local: true, ownSources: true };
const elsewhere = { hosts: ['192.0.2.99'], local: false, ownSources: false };
const demand = (connections: number, agents: number | null = null) => ({
  connections,
  memoryBytes: connections * 24 * 1024,
  agents,
});

test('one agent serves what its open files allow, more clients get more agents', () => {
  expect(preflight(demand(19_000), machine, loopback)).toEqual({ agents: 1 });
  expect(preflight(demand(50_000), machine, loopback)).toEqual({ agents: 3 });
});

const from = (connections: number, ...named: string[]) => ({
  ...demand(connections, 10),
  named: [{ connections, from: named }],
});

test('source addresses that the user names carry 50,000 connections each to each destination', () => {
  expect(preflight(from(50_000, '127.9.9.1'), machine, loopback)).toEqual({ agents: 10 });
  expect(preflight(from(150_000, '127.9.9.1'), machine, three)).toEqual({ agents: 10 });
  expect(preflight(from(100_000, 'eth9', '192.0.2.2'), machine, elsewhere)).toEqual({ agents: 10 });
});

test.each([
  [
    'a target whose process may open fewer files',
    demand(20_000),
    machine,
    { ...loopback, targetFiles: 20_000 },
    /^open files: 20,010 required in the process of the target, .*20,000 allowed\. Raise the hard limit/,
  ],
  [
    'too few source addresses',
    from(60_000, '127.9.9.1'),
    machine,
    loopback,
    /^source ports: 60,000 required from address 127\.9\.9\.1 of connect\.from to each target address, 50,000 available .*Name 2 source addresses/,
  ],
  [
    'too few source addresses for three destinations',
    from(150_001, '127.9.9.1'),
    machine,
    three,
    /^source ports: 50,001 required from address/,
  ],
  [
    'an interface that is not there',
    from(10, 'eth8'),
    machine,
    loopback,
    /^source addresses: an interface of this machine is required; got 'eth8', and there are eth9\. Correct/,
  ],
  [
    'no source address of the family of a target',
    from(10, '::1'),
    machine,
    loopback,
    /^source addresses: an IPv4 address is required for target 127\.0\.0\.1; connect\.from \(::1\) has none/,
  ],
  [
    'both ends of each connection in the files of the machine',
    demand(50_000),
    { ...machine, filesLeft: 90_000 },
    loopback,
    /^open files: 100,600 required on this machine, both ends of each connection, 90,000 left\. .*fs\.file-max/,
  ],
  [
    'too few agents for the open files',
    demand(50_000, 1),
    machine,
    loopback,
    /open files: 50,200 required in each of 1 agent process, 20,000 allowed\. .*ulimit -Hn 50200.*use 3 agents \(--agents 3\)/,
  ],
  [
    'more agents than the machine carries',
    demand(9_000_000),
    { ...machine, freeMemoryBytes: 1e12 },
    loopback,
    /open files: 35,357 required in each of 256 agent processes, 20,000 allowed\. .*ulimit -Hn 35357.*or use fewer clients\.$/,
  ],
  [
    'more agents than there may be, where few would do',
    demand(1000, 300),
    machine,
    loopback,
    /^agents: at most 256 are possible, 300 are asked for\. 1,000 clients need 1: use --agents 1\.$/,
  ],
  [
    'fewer open files than an agent has of its own, which no number of agents helps',
    demand(10),
    { ...machine, openFiles: 200 },
    loopback,
    /^open files: 201 required in each of 10 agent processes, 200 allowed\. .*ulimit -Hn 201.*or use fewer clients\.$/,
  ],
  [
    'more connections than source ports',
    demand(40_000),
    machine,
    elsewhere,
    /source ports: 40,000 required, 28,000 available towards one target address\. .*connect\.from/,
  ],
  [
    'too little memory',
    demand(10_000),
    { ...machine, freeMemoryBytes: 1e8 },
    loopback,
    /memory: \d+ MB required for 10,000 clients, 100 MB free/,
  ],
  [
    'a full connection tracking table',
    demand(10_000),
    { ...machine, trackedConnections: 5000 },
    loopback,
    /connection tracking: 10,000 entries required, 5,000 free\. .*sysctl -w net\.netfilter\.nf_conntrack_max=11000\).*unshare -n/,
  ],
])('%s: required, actual, next step', (_, tooMuch, here, way, reason) => {
  expect(preflight(tooMuch, here, way)).toEqual({ reason: expect.stringMatching(reason) });
});
