/** A network of its own: there no firewall rules of others track connections (Docker's do), and no port is in use. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Set in the process that is there. */
const THERE = 'TIDEMARK_OWN_NETWORK';

/** Whether connections are tracked here, and this process may make a network namespace. */
function isWanted(): boolean {
  if (process.env[THERE] !== undefined || process.getuid?.() !== 0) return false;
  try {
    return Number(readFileSync('/proc/sys/net/netfilter/nf_conntrack_count', 'utf8')) > 0;
  } catch {
    return false;
  }
}

/** Runs this program again in such a network, where it makes a difference; null = it runs in the one it is to have. */
export function inOwnNetwork(): number | null {
  if (!isWanted()) return null;
  process.stderr.write('in a network namespace of its own (unshare -n): connections are tracked here\n');
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
