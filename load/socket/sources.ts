/** Where the connections of an agent come from. */

export interface SourceAddress {
  readonly localAddress: string;
  /** 0 = the kernel chooses. */
  readonly localPort: number;
}

/** Where each connection to one destination comes from; null = the kernel chooses address and port. */
export interface Sources {
  next(): SourceAddress | null;
  /** In place of one whose port somebody else has: null leaves the choice to the kernel, undefined = there is none. */
  instead(source: SourceAddress): SourceAddress | null | undefined;
}

const FIRST_PORT = 10_000;
/** Connections that one source address can carry to one destination: ports 10,000 to 59,999. */
export const PORTS_AN_ADDRESS = 50_000;
/** Addresses of an agent on loopback. */
export const ADDRESSES_A_PREFIX = 250;

export const KERNEL_CHOOSES: Sources = { next: () => null, instead: () => undefined };

/**
 * Explicit source addresses and ports on loopback: without them the kernel searches a free port for every connection
 * (about 100 us each against 35), and one address has only some 28,000.
 */
export class LoopbackSources implements Sources {
  readonly #prefix: string;
  #used = 0;
  #address = '';

  /** `prefix` '127.a.b' gives this agent 127.a.b.1 and up. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  next(): SourceAddress {
    const n = this.#used++;
    const port = n % PORTS_AN_ADDRESS;
    if (port === 0)
      this.#address = `${this.#prefix}.${1 + (Math.floor(n / PORTS_AN_ADDRESS) % ADDRESSES_A_PREFIX)}`;
    return { localAddress: this.#address, localPort: FIRST_PORT + port };
  }

  instead(): null {
    return null;
  }
}

/** One agent of several that come from the same addresses: each has ports of its own. */
export interface PortShare {
  readonly agent: number;
  readonly agents: number;
  /** Runs one after the other begin with different ports: those of the last one may still be closing. */
  readonly tag: number;
}

/** The addresses of a list in turn, each with explicit ports. One for each destination: the same ports serve all. */
export class ListedSources implements Sources {
  readonly #addresses: readonly string[];
  readonly #share: PortShare;
  readonly #ports: number;
  #used = 0;

  /** `addresses`: at least one. */
  constructor(addresses: readonly string[], share: PortShare) {
    this.#addresses = addresses;
    this.#share = share;
    this.#ports = Math.max(1, Math.floor(PORTS_AN_ADDRESS / share.agents));
  }

  next(): SourceAddress {
    const n = this.#used++;
    const { agent, agents, tag } = this.#share;
    const port = (Math.floor(n / this.#addresses.length) + tag) % this.#ports;
    return {
      localAddress: this.#addresses[n % this.#addresses.length]!,
      localPort: FIRST_PORT + port * agents + agent,
    };
  }

  instead({ localAddress, localPort }: SourceAddress): SourceAddress | undefined {
    return localPort === 0 ? undefined : { localAddress, localPort: 0 };
  }
}
