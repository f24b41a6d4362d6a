/** Will this machine carry the plan? Asked before any load; nothing is started when it will not. */
import type { Demand } from '../kind.ts';
import type { Machine } from './machine.ts';
import { type Route, whyNoSourcePorts } from './source-ports.ts';

/** Files a process needs besides its connections: libraries, pipes, the event loop, logs. */
const RESERVED_FILES = 200;
/** What an agent has of its own before it connects; what it shares with the others is not in it. Measured, rounded up. */
const BYTES_AN_AGENT = 32 * 1024 * 1024;
/** Of the end of a connection that a target on this machine has, in the kernel and in mosquitto. Measured, rounded up. */
const BYTES_OF_THE_OTHER_END = 5.5 * 1024;
/** Each has a network of its own on loopback, of which there are 256 at a time. */
const MOST_AGENTS = 256;

export interface Way extends Route {
  /** The target is on this machine, and has the other end of each connection there. */
  readonly local: boolean;
}

/** How many agents, or why not: required, actual, next step. `agents`: as the plan wants it; null = as many as needed. */
export function preflight(
  demand: Demand & { readonly agents: number | null },
  machine: Machine,
  way: Way,
): { readonly agents: number } | { readonly reason: string } {
  const { connections: clients } = demand;
  const perAgent = machine.openFiles - RESERVED_FILES;
  const needed = Math.max(1, Math.ceil(clients / Math.max(1, perAgent)));
  const agents = demand.agents ?? needed;
  const reason =
    whyNoFiles(clients, { agents, needed, perAgent }, machine, way) ??
    whyNoSourcePorts(demand, way, machine, agents) ??
    whyNoMemory(demand, agents, machine, way) ??
    whyNotTracked(clients, machine);
  return reason === null ? { agents } : { reason };
}

function whyNoFiles(
  clients: number,
  {
    agents,
    needed,
    perAgent,
  }: { readonly agents: number; readonly needed: number; readonly perAgent: number },
  { openFiles, filesLeft }: Machine,
  { local }: Way,
): string | null {
  if (perAgent < 1 || Math.ceil(clients / agents) > perAgent)
    return `open files: ${number(Math.ceil(clients / agents) + RESERVED_FILES)} required in each of ${agents} agent processes, ${number(openFiles)} allowed. Raise it (ulimit -n) or use ${needed} agents (--agents ${needed}).`;
  if (agents > MOST_AGENTS)
    return `open files: ${number(clients)} clients need ${agents} agent processes at ${number(openFiles)} open files each, ${MOST_AGENTS} are possible. Raise the limit (ulimit -n) or use fewer clients.`;
  const files = clients * (local ? 2 : 1) + agents * RESERVED_FILES;
  if (files > filesLeft)
    return `open files: ${number(files)} required on this machine${local ? ', both ends of each connection' : ''}, ${number(filesLeft)} left. Raise it (sysctl -w fs.file-max) or use fewer clients.`;
  return null;
}

function whyNoMemory(
  { connections, memoryBytes }: Demand,
  agents: number,
  { freeMemoryBytes }: Machine,
  { local }: Way,
): string | null {
  const bytes = memoryBytes + agents * BYTES_AN_AGENT + (local ? connections * BYTES_OF_THE_OTHER_END : 0);
  return bytes > freeMemoryBytes
    ? `memory: ${megabytes(bytes)} MB required for ${number(connections)} clients, ${megabytes(freeMemoryBytes)} MB free. Use fewer clients or smaller payloads.`
    : null;
}

/** Room for what else is tracked, and for connections that are closing. */
const TRACKED_BESIDES = 1.1;

function whyNotTracked(clients: number, { trackedConnections }: Machine): string | null {
  if (clients <= trackedConnections) return null;
  const most = Math.ceil((clients * TRACKED_BESIDES) / 1000) * 1000;
  return `connection tracking: ${number(clients)} entries required, ${number(trackedConnections)} free. Firewall rules track connections, those of Docker too. Raise the limit (sysctl -w net.netfilter.nf_conntrack_max=${most}), run load and target in a network namespace without such rules (unshare -n), or use fewer clients.`;
}

const number = (value: number): string => value.toLocaleString('en-US');
const megabytes = (bytes: number): string => number(Math.ceil(bytes / 1e6));
