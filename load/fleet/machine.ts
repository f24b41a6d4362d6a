/** What this machine has that connections need. */
import { readFileSync } from 'node:fs';
import { availableParallelism, freemem, networkInterfaces } from 'node:os';
import type { Interfaces } from '../socket/source-addresses.ts';

export interface Machine {
  /** Of one process; Infinity when unlimited. */
  readonly openFiles: number;
  /** That all processes together may still open. */
  readonly filesLeft: number;
  readonly cpus: number;
  readonly freeMemoryBytes: number;
  /** Ports the kernel hands out by itself. */
  readonly ephemeralPorts: number;
  /** Free entries of the connection tracking table; Infinity where nothing is tracked. */
  readonly trackedConnections: number;
  readonly interfaces: Interfaces;
}

/** This machine. Where a figure cannot be had (no /proc), it does not limit. */
export function thisMachine(): Machine {
  const [open = 0, , most = Number.POSITIVE_INFINITY] = numbersIn('/proc/sys/fs/file-nr');
  const [lowest = 49_152, highest = 65_535] = numbersIn('/proc/sys/net/ipv4/ip_local_port_range');
  const available = read('/proc/meminfo')?.match(/^MemAvailable:\s+(\d+) kB/m)?.[1];
  return {
    openFiles: openFilesOf('self'),
    filesLeft: most - open,
    cpus: availableParallelism(),
    freeMemoryBytes: available === undefined ? freemem() : Number(available) * 1024,
    ephemeralPorts: highest - lowest + 1,
    trackedConnections: trackedConnections(),
    interfaces: networkInterfaces(),
  };
}

/** That a process may have (`/proc/PID/limits`); Infinity when unlimited or not known. */
export function openFilesOf(pid: number | 'self'): number {
  const limit = read(`/proc/${pid}/limits`)?.match(/^Max open files\s+(\d+)/m)?.[1];
  return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
}

/** The limit is there as soon as the module is loaded; a network namespace without rules that need it tracks nothing. */
function trackedConnections(): number {
  const [most = Number.POSITIVE_INFINITY] = numbersIn('/proc/sys/net/netfilter/nf_conntrack_max');
  const [tracked = 0] = numbersIn('/proc/sys/net/netfilter/nf_conntrack_count');
  return tracked === 0 ? Number.POSITIVE_INFINITY : most - tracked;
}

const numbersIn = (path: string): number[] => read(path)?.trim().split(/\s+/).map(Number) ?? [];

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
