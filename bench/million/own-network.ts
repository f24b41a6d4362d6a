/** A network of its own: there no firewall rules of others track connections (Docker's do), and no port is in use. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Set in the process that is there. */
const THERE = 'TIDEMARK_OWN_NETWORK';

/** Whether connections may be tracked here, as soon as there are some, and this process may make a network namespace. */
const isWanted = (): boolean =>
  process.env[THERE] === undefined &&
  process.getuid?.() === 0 &&
  existsSync('/proc/sys/net/netfilter/nf_conntrack_count');

/** Runs this program again in such a network, where it makes a difference; null = it runs in the one it is to have. */
export function inOwnNetwork(): number | null {
  if (!isWanted()) return null;
  process.stderr.write('in a network namespace of its own (unshare -n): connections may be tracked here\n');
  const again = [
    '-n',
    'sh',
    '-c',
    'ip link set lo up && exec "$@"',
    'sh',
    process.execPath,
    ...process.argv.slice(1),
  ];
  return spawnSync('unshare', again, { stdio: 'inherit', env: { ...process.env, [THERE]: '1' } }).status ?? 1;
}
