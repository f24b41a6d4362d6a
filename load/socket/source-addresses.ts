/** The source addresses that a user names: addresses, ranges of them, interfaces of this machine. */
import { isIP, isIPv4 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

export type Family = 4 | 6;
export type Interfaces = Readonly<
  Record<string, readonly Pick<NetworkInterfaceInfo, 'address'>[] | undefined>
>;

/** A larger range is a typing mistake: each address carries 50,000 connections to each destination. */
const MOST_ADDRESSES = 65_536;
/** Linux: IFNAMSIZ, 15 characters without blank and slash; others have fewer restrictions, and no longer names. */
const INTERFACE = /^[^\s/:]{1,64}$/;

export const familyOf = (address: string): Family => (isIPv4(address) ? 4 : 6);

/** What is wrong with how it is written; null = nothing. */
export function whyNoSource(source: string): string | null {
  const required = `an address, a range like 10.0.0.0/28, or the name of an interface is required; got '${source}'`;
  if (isIP(source) !== 0) return null;
  if (source.includes('/')) {
    const size = rangeOf(source)?.size;
    if (size === undefined) return required;
    return size > MOST_ADDRESSES
      ? `a range of at most ${MOST_ADDRESSES.toLocaleString('en-US')} addresses is required; ${source} has ${size.toLocaleString('en-US')}`
      : null;
  }
  // What begins and goes on as an address does is one with a mistake in it.
  return INTERFACE.test(source) && !/^[\d.]+$/.test(source) ? null : required;
}

/** Each once. An interface that is not there gives none. */
export function sourceAddresses(from: readonly string[], interfaces: Interfaces, family: Family): string[] {
  const all = from.flatMap((source) => {
    if (isIP(source) !== 0) return [source];
    const range = rangeOf(source);
    return range
      ? Array.from({ length: range.size }, (_, n) => dotted(range.first + n))
      : (interfaces[source] ?? []).map(({ address }) => address);
  });
  return [...new Set(all)].filter((address) => familyOf(address) === family);
}

/** Names of interfaces that are not there. */
export const unknownInterfaces = (from: readonly string[], interfaces: Interfaces): string[] =>
  from.filter((source) => isIP(source) === 0 && !rangeOf(source) && !interfaces[source]);

/** CIDR (RFC 4632) of IPv4: all but network and broadcast address, where it has those. */
function rangeOf(source: string): { readonly first: number; readonly size: number } | null {
  const [, address = '', bits = ''] = /^(.*)\/(\d{1,2})$/.exec(source) ?? [];
  const length = Number(bits);
  if (!isIPv4(address) || length > 32) return null;
  const size = 2 ** (32 - length);
  const numeric = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = numeric - (numeric % size);
  return size > 2 ? { first: first + 1, size: size - 2 } : { first, size };
}

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
