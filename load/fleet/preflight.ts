/** Will this machine carry the plan? Asked before any load; nothing is started when it will not. */
import { plural } from '../../text/format.ts';
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
  /** That the process of the target may have; absent: not known. */
  readonly targetFiles?: number;
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
    whyNoFilesAtTarget(clients, way) ??
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
  const enough = needed <= MOST_AGENTS && perAgent >= 1;
  if (agents > MOST_AGENTS && enough)
    return `agents: at most ${MOST_AGENTS} are possible, ${number(agents)} are asked for. ${number(clients)} clients need ${number(needed)}: use --agents ${needed}.`;
  const each = Math.ceil(clients / Math.min(agents, MOST_AGENTS)) + RESERVED_FILES;
  if (each > openFiles)
    return `open files: ${number(each)} required in each of ${plural(Math.min(agents, MOST_AGENTS), 'agent process', 'agent processes')}, ${number(openFiles)} allowed. ${raised(each)} or ${enough ? `use ${plural(needed, 'agent')} (--agents ${needed})` : 'use fewer clients'}.`;
  const files = clients * (local ? 2 : 1) + agents * RESERVED_FILES;
  if (files > filesLeft)
    return `open files: ${number(files)} required on this machine${local ? ', both ends of each connection' : ''}, ${number(filesLeft)} left. Raise fs.file-max by ${number(files - filesLeft)} or more (sysctl -w fs.file-max=N, as root) or use fewer clients.`;
  return null;
}

/** Node raises the soft limit to the hard one by itself, so `ulimit -Sn` would change nothing. */
const raised = (files: number): string =>
  `Raise the hard limit (ulimit -Hn ${files} as root, LimitNOFILE=${files} of a service, --ulimit nofile=${files} of a container)`;

/** Files a target needs besides: mosquitto has ten, a Node process thirty. */
const FILES_OF_A_TARGET = 10;

function whyNoFilesAtTarget(clients: number, { targetFiles = Number.POSITIVE_INFINITY }: Way): string | null {
  return clients + FILES_OF_A_TARGET > targetFiles
    ? `open files: ${number(clients + FILES_OF_A_TARGET)} required in the process of the target, one for each connection, ${number(targetFiles)} allowed. ${raised(clients + FILES_OF_A_TARGET)} before it is started, or use fewer clients.`
    : null;
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
