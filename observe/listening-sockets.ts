/** TCP sockets that listen, and the processes that hold them: `/proc/PID/net/tcp`, `/proc/PID/fd` (`proc(5)`; Linux). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process of whose network it is asked: a container has one of its own. */
type Network = number | 'self';

/** Sockets that listen on the port, at one of the addresses; else those at all addresses. */
export function listening(
  addresses: readonly string[],
  port: number,
  network: Network = 'self',
): ReadonlySet<string> {
  const sockets = ['tcp', 'tcp6'].flatMap((name) =>
    parseListening(readText(`/proc/${network}/net/${name}`), port),
  );
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
export function holdersOf(inodes: ReadonlySet<string>): Set<number> {
  const links = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  const holds = (pid: number): boolean =>
    names(`/proc/${pid}/fd`).some((fd) => links.has(linkOf(`/proc/${pid}/fd/${fd}`)));
  return new Set(pids().filter(holds));
}

export const pids = (): number[] =>
  names('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** Empty where it ended, or belongs to somebody else. */
export function readText(file: string): string {
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

export function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
