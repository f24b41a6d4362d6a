import { expect, test } from 'vitest';
import { type Machine, preflight } from '../../../load/fleet/preflight.ts';

const machine: Machine = {
  openFiles: 20_000,
  cpus: 2,
  freeMemoryBytes: 8e9,
  ephemeralPorts: 28_000,
  trackedConnections: Number.POSITIVE_INFINITY,
};
const demand = (connections: number, agents: number | null = null) => ({
  connections,
  memoryBytes: connections * 24 * 1024,
  agents,
});

test('one agent serves what its open files allow, more clients get more agents', () => {
  expect(preflight(demand(19_000), machine, true)).toEqual({ agents: 1 });
  expect(preflight(demand(50_000), machine, true)).toEqual({ agents: 3 });
});

test.each([
  [
    'too few agents for the open files',
    demand(50_000, 1),
    machine,
    true,
    /open files: 50,200 required in each of 1 agent processes, 20,000 allowed\. .*--agents 3/,
  ],
  [
    'more agents than the machine carries',
    demand(900_000),
    { ...machine, freeMemoryBytes: 1e12 },
    true,
    /open files: 900,000 clients need 46 agent processes/,
  ],
  [
    'more connections than source ports',
    demand(40_000),
    machine,
    false,
    /source ports: 40,000 required, 28,000 available/,
  ],
  [
    'too little memory',
    demand(10_000),
    { ...machine, freeMemoryBytes: 1e8 },
    true,
    /memory: \d+ MB required for 10,000 clients, 100 MB free/,
  ],
  [
    'a full connection tracking table',
    demand(10_000),
    { ...machine, trackedConnections: 5000 },
    true,
    /connection tracking: 10,000 entries required, 5,000 free/,
  ],
])('%s: required, actual, next step', (_, tooMuch, here, loopback, reason) => {
  expect(preflight(tooMuch, here, loopback)).toEqual({ reason: expect.stringMatching(reason) });
});
