/** What listens in a container behind a port that Docker publishes: `docker-proxy` says in its command line where that is. */
import { holdersOf, linkOf, listening, pids, readText } from './listening-sockets.ts';

/** The processes that hold the container's port; null: the process is no such proxy, or they cannot be seen. */
export function behindProxy(proxy: number): ReadonlySet<number> | null {
  const [program = '', ...words] = readText(`/proc/${proxy}/cmdline`).split('\0');
  if (!/(^|\/)docker-proxy$/.test(program)) return null;
  const optionOf = (option: string): string => words[words.indexOf(option) + 1] ?? '';
  const address = optionOf('-container-ip');
  const network = networks().find((pid) => hasAddress(pid, address));
  if (network === undefined) return null;
  const holders = holdersOf(listening([address], Number(optionOf('-container-port')), network));
  return holders.size > 0 ? holders : null;
}

/** One process of each network that is not this one's. */
function networks(): number[] {
  const found = new Map<string, number>();
  for (const pid of pids()) {
    const network = linkOf(`/proc/${pid}/ns/net`);
    if (network !== '' && !found.has(network)) found.set(network, pid);
  }
  found.delete(linkOf('/proc/self/ns/net'));
  return [...found.values()];
}

/** `fib_trie` has each address of the network on a line, and what it is on the next. */
function hasAddress(pid: number, address: string): boolean {
  const lines = readText(`/proc/${pid}/net/fib_trie`).split('\n');
  return lines.some(
    (line, at) => line.trim() === `|-- ${address}` && (lines[at + 1] ?? '').includes('/32 host LOCAL'),
  );
}
