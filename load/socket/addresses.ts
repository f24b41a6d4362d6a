/** The addresses of a host name, and which of them answers: of `localhost` a target often serves one alone. */
import { lookup } from 'node:dns/promises';

/** RFC 6761, 6.3: of `localhost`, whatever the system's own list says. */
const LOOPBACK = ['127.0.0.1', '::1'];

/** In the order of the system; empty = the name has none. */
export async function addressesOf(host: string): Promise<readonly string[]> {
  const found = (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address);
  return [...new Set(host === 'localhost' ? [...found, ...LOOPBACK] : found)];
}

/** Asks one address after the other until one answers. `whyNot`: null = it answers. */
export async function whoAnswers(
  addresses: readonly string[],
  whyNot: (address: string) => Promise<string | null>,
): Promise<{ readonly address: string } | { readonly why: string }> {
  const causes: string[] = [];
  for (const address of addresses) {
    const why = await whyNot(address);
    if (why === null) return { address };
    causes.push(addresses.length === 1 ? why : `${address}: ${why}`);
  }
  return { why: causes.join('; ') };
}
