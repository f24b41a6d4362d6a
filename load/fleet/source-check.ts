/** Whether connections can come from the addresses that a user names: only a try tells, because routes add to interfaces. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { NamedSources } from '../kind.ts';
import { type Interfaces, sourceAddresses } from '../socket/source-addresses.ts';

/** Null = they can. Otherwise required, actual, next step. */
export async function whyNotOurs(
  named: readonly NamedSources[],
  interfaces: Interfaces,
): Promise<string | null> {
  const known = new Set(
    Object.values(interfaces).flatMap((all) => (all ?? []).map(({ address }) => address)),
  );
  const asked = new Set(
    named.flatMap(({ from }) => [
      ...sourceAddresses(from, interfaces, 4),
      ...sourceAddresses(from, interfaces, 6),
    ]),
  );
  for (const address of asked) {
    if (known.has(address) || (await isOurs(address))) continue;
    return `source addresses: addresses of this machine are required; got ${address}. Give it to an interface (ip address add), or correct connect.from.`;
  }
  return null;
}

/** A socket can have it. */
async function isOurs(address: string): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(0, address), 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
