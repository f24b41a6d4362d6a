/** Will this machine carry the plan? Asked before any load; nothing is started when it will not. */
import { readFileSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import type { Demand } from '../kind.ts';
import { PORTS_AN_ADDRESS } from '../socket/sources.ts';

/** Files a process needs besides its connections: libraries, pipes, the event loop, logs. */
const RESERVED_FILES = 200;
const BYTES_AN_AGENT = 120 * 1024 * 1024;

export interface Machine {
  /** Of one process; Infinity when unlimited. */
  readonly openFiles: number;
  readonly cpus: number;
  readonly freeMemoryBytes: number;
  /** Ports the kernel hands out by itself. */
  readonly ephemeralPorts: number;
  /** Free entries of the connection tracking table; Infinity without one. */
  readonly trackedConnections: number;
}

/** How many agents, or why not: required, actual, next step. `agents`: as the plan wants it; null = as many as needed. */
export function preflight(
  demand: Demand & { readonly agents: number | null },
  machine: Machine,
  loopback: boolean,
): { readonly agents: number } | { readonly reason: string } {
  const { connections: clients } = demand;
  const perAgent = machine.openFiles - RESERVED_FILES;
  const needed = Math.max(1, Math.ceil(clients / Math.max(1, perAgent)));
  const agents = demand.agents ?? needed;
  const say = (reason: string) => ({ reason });
  if (perAgent < 1 || Math.ceil(clients / agents) > perAgent) {
    return say(
      `open files: ${number(Math.ceil(clients / agents) + RESERVED_FILES)} required in each of ${agents} agent processes, ${number(machine.openFiles)} allowed. Raise it (ulimit -n) or use ${needed} agents (--agents ${needed}).`,
    );
  }
  const mostAgents = Math.max(8, machine.cpus * 8);
  if (agents > mostAgents) {
    return say(
      `open files: ${number(clients)} clients need ${agents} agent processes at ${number(machine.openFiles)} open files each, ${mostAgents} are sensible on ${machine.cpus} CPUs. Raise the limit (ulimit -n) or use fewer clients.`,
    );
  }
  if (!loopback && clients > machine.ephemeralPorts) {
    return say(
      `source ports: ${number(clients)} required, ${number(machine.ephemeralPorts)} available towards one target address. Widen net.ipv4.ip_local_port_range or use fewer clients.`,
    );
  }
  if (loopback && Math.ceil(clients / agents) > PORTS_AN_ADDRESS * 250) {
    return say(
      `source addresses: ${number(clients)} clients need more than 250 a agent. Use more agents (--agents).`,
    );
  }
  const bytes = demand.memoryBytes + agents * BYTES_AN_AGENT;
  if (bytes > machine.freeMemoryBytes) {
    return say(
      `memory: ${megabytes(bytes)} MB required for ${number(clients)} clients, ${megabytes(machine.freeMemoryBytes)} MB free. Use fewer clients or smaller payloads.`,
    );
  }
  if (clients > machine.trackedConnections) {
    return say(
      `connection tracking: ${number(clients)} entries required, ${number(machine.trackedConnections)} free. Raise net.netfilter.nf_conntrack_max or use fewer clients.`,
    );
  }
  return { agents };
}

/** This machine. Where a figure cannot be had (no /proc), it does not limit. */
export function thisMachine(): Machine {
  const limits = read('/proc/self/limits')?.match(/^Max open files\s+(\S+)/m)?.[1];
  const range = read('/proc/sys/net/ipv4/ip_local_port_range')?.trim().split(/\s+/).map(Number);
  const tracked = Number(read('/proc/sys/net/netfilter/nf_conntrack_max') ?? Number.POSITIVE_INFINITY);
  const inUse = Number(read('/proc/sys/net/netfilter/nf_conntrack_count') ?? 0);
  const available = read('/proc/meminfo')?.match(/^MemAvailable:\s+(\d+) kB/m)?.[1];
  return {
    openFiles: limits === undefined || limits === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limits),
    cpus: availableParallelism(),
    freeMemoryBytes: available === undefined ? freemem() : Number(available) * 1024,
    ephemeralPorts: range?.[0] !== undefined && range[1] !== undefined ? range[1] - range[0] + 1 : 16_384,
    trackedConnections: tracked - inUse,
  };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const number = (value: number): string => value.toLocaleString('en-US');
const megabytes = (bytes: number): string => number(Math.ceil(bytes / 1e6));
