/**
 * The process of this machine that listens where a target is reached: a broker or site that tidemark did not start (Linux).
 * `/proc/net/tcp` has the sockets that listen, `/proc/PID/fd` who holds them (`proc_pid_net(5)`, `proc_pid_fd(5)`).
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { basename } from 'node:path';
import { addressesOf } from '../load/socket/addresses.ts';

export interface Listener {
  readonly name: string;
  readonly pid: number;
  /** Processes that hold the same port and are no children of it. */
  readonly beside: readonly number[];
  /** Its children are its own; false: this process, which makes the load, is one of them. */
  readonly withChildren: boolean;
}

/** Addresses of a host that are this machine's. */
export async function addressesHere(host: string): Promise<readonly string[]> {
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address)),
  );
  return (await addressesOf(host)).filter((address) => isLoopback(address) || own.has(address));
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

/** Pass a port on, so their own CPU and memory are not the target's. */
const FORWARDERS: ReadonlySet<string> = new Set([
  'docker-proxy',
  'rootlessport',
  'slirp4netns',
  'ssh',
  'sshd',
  'sshd-session',
  'socat',
  'kubectl',
]);

/** @throws Error, one line that says why the process cannot be told */
export function findListener(addresses: readonly string[], port: number): Listener {
  const inodes = listening(addresses, port);
  if (inodes.size === 0) throw new Error(`no process of this machine was found that listens on port ${port}`);
  const holders = holdersOf(inodes);
  const [pid, ...beside] = rootsOf(holders);
  if (pid === undefined) {
    throw new Error(
      `the process that listens on port ${port} belongs to another user; run tidemark as that user or as root`,
    );
  }
  const name = nameOf(pid);
  if (FORWARDERS.has(name))
    throw new Error(`port ${port} is held by ${name}, which passes it on to another place`);
  const ours = ancestors(process.pid);
  return { name, pid, beside, withChildren: ![pid, ...beside].some((it) => ours.has(it)) };
}

/** Sockets that listen on the port, at one of the addresses; else those at all addresses. */
function listening(addresses: readonly string[], port: number): ReadonlySet<string> {
  const sockets = ['tcp', 'tcp6'].flatMap((name) => parseListening(readText(`/proc/net/${name}`), port));
  const exact = sockets.filter(({ address }) => addresses.includes(address));
  const any = sockets.filter(({ address }) => address === '0.0.0.0' || address === '::');
  return new Set((exact.length > 0 ? exact : any).map(({ inode }) => inode));
}

const LISTEN = '0A';

/** Of `/proc/net/tcp` or `tcp6`, the sockets that listen on a port. Pure. */
export function parseListening(text: string, port: number): { address: string; inode: string }[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const [address = '', hexPort = ''] = local.split(':');
      const found = state === LISTEN && Number.parseInt(hexPort, 16) === port;
      return found ? [{ address: addressOf(address), inode }] : [];
    });
}

/** 32-bit words as the machine has them, which is little endian wherever Node runs. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse(),
  );
  if (bytes.length === 4) return bytes.join('.');
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (mapped) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** Of the processes that may be looked at. */
function holdersOf(inodes: ReadonlySet<string>): Set<number> {
  const links = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  const holds = (pid: string): boolean =>
    names(`/proc/${pid}/fd`).some((fd) => links.has(linkOf(`/proc/${pid}/fd/${fd}`)));
  return new Set(
    names('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter(holds)
      .map(Number),
  );
}

/** Those that inherited the socket from none of the others; the first process of a machine holds sockets for its services. */
function rootsOf(holders: ReadonlySet<number>): number[] {
  const candidates = [...holders].filter((pid) => pid !== 1 || holders.size === 1);
  const others = new Set(candidates);
  return candidates.filter((pid) => !others.has(parentOf(pid))).sort((a, b) => a - b);
}

function ancestors(pid: number): Set<number> {
  const found = new Set<number>();
  for (let at = pid; at > 0 && !found.has(at); at = parentOf(at)) found.add(at);
  return found;
}

/** The name may have blanks and brackets; the fields after its last bracket have none (`proc_pid_stat(5)`). */
function parentOf(pid: number): number {
  const stat = readText(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) || 0;
}

/** Of its program; a thread may have changed the name in `comm`. */
const nameOf = (pid: number): string =>
  basename(linkOf(`/proc/${pid}/exe`)) || readText(`/proc/${pid}/comm`).trim();

/** Empty where it ended, or belongs to somebody else. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
