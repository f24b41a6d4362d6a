/**
 * The keep-alive of the clients of one group in one agent: a PINGREQ goes out before it runs out (OASIS MQTT 3.1.2.10). Each
 * turn looks at some of the clients, so that no turn is long; all are looked at ten times in the shortest keep-alive.
 */

export interface KeptAlive {
  readonly ready: boolean;
  /** 0 = none. */
  readonly keepAliveS: number;
  readonly lastWriteUs: number;
  ping(atUs: number): void;
}

/** A PINGREQ goes out at this share of the keep-alive. */
const PING_AT = 0.75;
const ROUNDS_A_KEEP_ALIVE = 10;
const TICKS_A_ROUND = 60;
/** A tenth of the shortest keep-alive, which is a second. */
const SHORTEST_TICK_MS = 100;
/** A broker may still ask for a keep-alive. */
const LONGEST_TICK_MS = 1000;

export class KeepAlive {
  #clients: readonly KeptAlive[] = [];
  /** All are looked at in this time. Infinity: no client has a keep-alive. */
  #roundUs = Number.POSITIVE_INFINITY;
  #at = 0;
  /** Of the last turn; before the first one nobody can be late. */
  #lastUs = Number.POSITIVE_INFINITY;

  constructor(keepAliveS: number) {
    this.atMost(keepAliveS);
  }

  serve(clients: readonly KeptAlive[]): void {
    this.#clients = clients;
  }

  /** Some client has a keep-alive of this, its broker's (OASIS MQTT 5 3.2.2.3.14). */
  atMost(keepAliveS: number): void {
    if (keepAliveS > 0) this.#roundUs = Math.min(this.#roundUs, (keepAliveS * 1e6) / ROUNDS_A_KEEP_ALIVE);
  }

  /** When the next turn is to be: seldom where the keep-alive is hours, or none. */
  get afterMs(): number {
    const tickMs = this.#roundUs / 1000 / TICKS_A_ROUND;
    return Math.min(LONGEST_TICK_MS, Math.max(SHORTEST_TICK_MS, tickMs));
  }

  turn(atUs: number): void {
    const { length } = this.#clients;
    const share = (length * (atUs - this.#lastUs)) / this.#roundUs;
    this.#lastUs = atUs;
    for (let left = Math.min(length, Math.ceil(share)); left > 0; left--) {
      const client = this.#clients[this.#at]!;
      this.#at = this.#at + 1 === length ? 0 : this.#at + 1;
      if (!client.ready || client.keepAliveS === 0) continue;
      if (atUs - client.lastWriteUs > client.keepAliveS * 1e6 * PING_AT) client.ping(atUs);
    }
  }
}
