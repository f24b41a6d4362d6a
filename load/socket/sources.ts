/**
 * Explicit source addresses and ports on loopback: without them the kernel searches a free port for
 * every connection (about 100 us each against 35), and one address has only some 28,000.
 */
export interface SourceAddress {
  readonly localAddress: string;
  readonly localPort: number;
}

const FIRST_PORT = 10_000;
/** Connections one source address can carry. */
export const PORTS_AN_ADDRESS = 50_000;

export class Sources {
  readonly #prefix: string | null;
  #used = 0;
  #address = '';

  /** `prefix` '127.a.b' gives this agent 127.a.b.1 and up; null leaves the choice to the kernel. */
  constructor(prefix: string | null) {
    this.#prefix = prefix;
  }

  next(): SourceAddress | null {
    if (this.#prefix === null) return null;
    const n = this.#used++;
    const port = n % PORTS_AN_ADDRESS;
    if (port === 0) this.#address = `${this.#prefix}.${1 + (Math.floor(n / PORTS_AN_ADDRESS) % 250)}`;
    return { localAddress: this.#address, localPort: FIRST_PORT + port };
  }
}
