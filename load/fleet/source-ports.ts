/** Whether there is a source address and port for each connection of a load. */
import type { Demand } from '../kind.ts';
import {
  type Family,
  familyOf,
  type Interfaces,
  sourceAddresses,
  unknownInterfaces,
} from '../socket/source-addresses.ts';
import { ADDRESSES_A_PREFIX, PORTS_AN_ADDRESS } from '../socket/sources.ts';

/** From where to where a load goes. */
export interface Route {
  /** Addresses of the destinations. */
  readonly hosts: readonly string[];
  /** Agents have addresses of 127.0.0.0/8 of their own, as long as the user names none. */
  readonly ownSources: boolean;
}

const number = (value: number): string => value.toLocaleString('en-US');

/** Null = there is. Otherwise required, actual, next step. */
export function whyNoSourcePorts(
  { connections, named = [] }: Demand,
  { hosts, ownSources }: Route,
  { ephemeralPorts, interfaces }: { readonly ephemeralPorts: number; readonly interfaces: Interfaces },
  agents: number,
): string | null {
  for (const { connections: wanted, from } of named) {
    const [unknown] = unknownInterfaces(from, interfaces);
    if (unknown !== undefined)
      return `source addresses: an interface of this machine is required; got '${unknown}', and there are ${Object.keys(interfaces).join(', ')}. Correct connect.from.`;
    for (const family of new Set(hosts.map(familyOf))) {
      const why = whyTooFew({ wanted, from, family, hosts, interfaces });
      if (why !== null) return why;
    }
  }
  const others = connections - named.reduce((sum, one) => sum + one.connections, 0);
  const to = hosts.length === 1 ? 'one target address' : `${hosts.length} target addresses`;
  if (!ownSources && others > ephemeralPorts * hosts.length)
    return `source ports: ${number(others)} required, ${number(ephemeralPorts * hosts.length)} available towards ${to}. Widen net.ipv4.ip_local_port_range, name source addresses (connect.from), add target addresses or use fewer clients.`;
  if (ownSources && Math.ceil(others / agents) > PORTS_AN_ADDRESS * ADDRESSES_A_PREFIX)
    return `source addresses: ${number(others)} clients need more than ${ADDRESSES_A_PREFIX} an agent. Use more agents (--agents).`;
  return null;
}

interface NamedPorts {
  readonly wanted: number;
  readonly from: readonly string[];
  readonly family: Family;
  readonly hosts: readonly string[];
  readonly interfaces: Interfaces;
}

/** Clients go round the destinations, so each gets the same share. */
function whyTooFew({ wanted, from, family, hosts, interfaces }: NamedPorts): string | null {
  const addresses = sourceAddresses(from, interfaces, family);
  const reached = hosts.find((host) => familyOf(host) === family)!;
  if (addresses.length === 0)
    return `source addresses: an IPv${family} address is required for target ${reached}; connect.from (${from.join(', ')}) has none. Add one.`;
  const each = Math.ceil(wanted / hosts.length);
  const available = addresses.length * PORTS_AN_ADDRESS;
  if (each <= available) return null;
  const [one, many] = [`${number(each)} required`, `${number(available)} available`];
  const sources = addresses.length === 1 ? `address ${addresses[0]}` : `${addresses.length} addresses`;
  return `source ports: ${one} from ${sources} of connect.from to each target address, ${many} (${number(PORTS_AN_ADDRESS)} an address). Name ${number(Math.ceil(each / PORTS_AN_ADDRESS))} source addresses in connect.from, add target addresses or use fewer clients.`;
}
