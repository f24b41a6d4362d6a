/** What belongs together in a capture: a message and what ends it, a request and its answer. Pure. */

export interface Exchange {
  /** Wall clock, when the first packet of it went out. */
  readonly atMs: number;
  readonly durationMs: number;
}

const PUBLISH = 3;
const PUBCOMP = 7;

/**
 * Rows of time (s), connection, types and packet identifiers; a segment that carries several packets has several of
 * both, with commas. `until`: the type of the packet that ends an exchange.
 */
export function exchangesOfMqtt(rows: readonly (readonly string[])[], until: number): Exchange[] {
  const begun = new Map<string, number>();
  const exchanges: Exchange[] = [];
  for (const [time = '', stream, types = '', identifiers = ''] of rows) {
    const atMs = Number(time) * 1000;
    const ids = identifiers.split(',');
    // CONNECT, PINGREQ and the like have none.
    const identified = types.split(',').filter((type) => Number(type) >= PUBLISH && Number(type) <= PUBCOMP);
    if (identified.length > 0 && identified.length !== ids.length)
      throw new Error(
        `an identifier for each of the packets ${types} is required; the capture has ${identifiers}.`,
      );
    identified.forEach((type, nth) => {
      const key = `${stream} ${ids[nth]}`;
      const fromMs = begun.get(key);
      if (Number(type) === PUBLISH) begun.set(key, atMs);
      else if (Number(type) === until && fromMs !== undefined) {
        begun.delete(key);
        exchanges.push({ atMs: fromMs, durationMs: atMs - fromMs });
      }
    });
  }
  return exchanges;
}

/** In hex digits: what a payload of MQTT 3.1.1 begins with, in a request and in its reply. */
const HEADER_DIGITS = 32;

/**
 * Rows of time (s), connection, destination port and payloads in hex, with commas between those of one segment. A request goes to
 * `port`, and its reply comes back on the same connection: responders get it on theirs.
 */
export function exchangesOfRequests(rows: readonly (readonly string[])[], port: number): Exchange[] {
  const begun = new Map<string, number>();
  const exchanges: Exchange[] = [];
  for (const [time = '', stream, to, payloads = ''] of rows) {
    const atMs = Number(time) * 1000;
    for (const payload of payloads.split(',')) {
      const key = `${stream} ${payload.slice(0, HEADER_DIGITS)}`;
      const fromMs = begun.get(key);
      if (Number(to) === port) begun.set(key, atMs);
      else if (fromMs !== undefined) {
        begun.delete(key);
        exchanges.push({ atMs: fromMs, durationMs: atMs - fromMs });
      }
    }
  }
  return exchanges;
}

/** Rows of the time of an answer's last segment and of the time since its request, both in seconds. */
export const exchangesOfHttp = (rows: readonly (readonly string[])[]): Exchange[] =>
  rows.map(([time, since]) => ({
    atMs: (Number(time) - Number(since)) * 1000,
    durationMs: Number(since) * 1000,
  }));
