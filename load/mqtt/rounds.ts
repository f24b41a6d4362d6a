/**
 * The rounds in which the clients of one group in one agent connect: the first at the start, and one for each return of
 * its cycle. A connection belongs to the round in which it was due. Attempts after a failure or a loss are in no round.
 */
import type { LatencyName } from '../../metrics/mqtt.ts';
import { type EncodedLatencies, encodedLatencies } from '../encoded-latencies.ts';
import { LatencyCounts } from '../latency-counts.ts';
import { isOwnFault } from '../socket/causes.ts';
import type { Phase } from './phase.ts';
import type { Recorder } from './recorder.ts';
import { retriedAfterS, type SynRetries } from './syn-retries.ts';

/** A connection and what it is made of, by metric. */
export const CONNECT_PARTS = [
  'connect',
  'connect.tcp',
  'connect.tls',
  'connect.ws',
  'connect.mqtt',
] as const satisfies readonly LatencyName[];
export type ConnectPart = (typeof CONNECT_PARTS)[number];

/** What a client waits for in each phase. */
const PART_OF: Readonly<Partial<Record<Phase, ConnectPart>>> = {
  tcp: 'connect.tcp',
  tls: 'connect.tls',
  ws: 'connect.ws',
  connack: 'connect.mqtt',
};

export interface RoundAccount {
  /** When its first client was to connect; monotonic clock. */
  readonly dueUs: number;
  /** The last client that was connected; 0 = none. */
  readonly lastUs: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly latencies: EncodedLatencies<ConnectPart>;
  /** Failed connections that the latencies have, at their time-out. */
  readonly atTimeout: Readonly<Partial<Record<ConnectPart, number>>>;
  /** Second by second from `dueUs` on: connections that were due, that were made, and that had failed. */
  readonly due: readonly number[];
  readonly connected: readonly number[];
  readonly failed: readonly number[];
}

/** So many rounds are open at once: a client may be late for the one before. */
const OPEN = 2;

export class Rounds {
  readonly #recorder: Recorder;
  readonly #timeoutUs: number;
  readonly #open: Round[] = [];
  readonly #synRetries: Record<string, number> = {};
  readonly #ended: RoundAccount[] = [];

  constructor(recorder: Recorder, timeoutMs: number) {
    this.#recorder = recorder;
    this.#timeoutUs = timeoutMs * 1000;
  }

  /** A round whose first client is to connect at `dueUs`. */
  begins(dueUs: number): void {
    this.#open.push(new Round(dueUs));
    // Histograms of a round are large, and hours have many rounds.
    if (this.#open.length > OPEN) this.#ended.push(this.#open.shift()!.account());
  }

  /** A connection is tried that was due at `dueUs`. */
  attempt(dueUs: number): void {
    this.#of(dueUs)?.attempt(dueUs);
  }

  took(part: ConnectPart, dueUs: number, valueUs: number): void {
    this.#recorder.setup(part, valueUs);
    this.#of(dueUs)?.took(part, valueUs);
    const seconds = part === 'connect.tcp' ? retriedAfterS(valueUs) : 0;
    if (seconds > 0) this.#synRetries[seconds] = (this.#synRetries[seconds] ?? 0) + 1;
  }

  connected(dueUs: number, atUs: number): void {
    this.#of(dueUs)?.connected(atUs);
  }

  /** It counts at its time-out, unless the fault is the generator's own: latencies without failures look too good. */
  failed(dueUs: number, phase: Phase, cause: string, atUs: number): void {
    const round = this.#of(dueUs);
    if (phase === 'new') round?.attempt(dueUs);
    round?.failed(cause, atUs);
    if (isOwnFault(cause) || phase === 'suback') return;
    const part = PART_OF[phase];
    if (part !== undefined) this.#timedOut(round, part, this.#timeoutUs);
    this.#timedOut(round, 'connect', Math.max(this.#timeoutUs, dueUs > 0 ? atUs - dueUs : 0));
  }

  get synRetries(): SynRetries {
    return this.#synRetries;
  }

  accounts(): RoundAccount[] {
    return [...this.#ended, ...this.#open.map((round) => round.account())];
  }

  #timedOut(round: Round | undefined, part: ConnectPart, valueUs: number): void {
    this.#recorder.setup(part, valueUs);
    round?.timedOut(part, valueUs);
  }

  #of(dueUs: number): Round | undefined {
    const last = this.#open.at(-1);
    return last === undefined || dueUs >= last.dueUs ? last : this.#open[0];
  }
}

class Round {
  readonly dueUs: number;
  #lastUs = 0;
  readonly #failures = new Map<string, number>();
  readonly #latencies = Object.fromEntries(
    CONNECT_PARTS.map((part) => [part, new LatencyCounts()]),
  ) as Readonly<Record<ConnectPart, LatencyCounts>>;
  readonly #atTimeout: Partial<Record<ConnectPart, number>> = {};
  readonly #due: number[] = [];
  readonly #connected: number[] = [];
  readonly #failed: number[] = [];

  constructor(dueUs: number) {
    this.dueUs = dueUs;
  }

  attempt(dueUs: number): void {
    this.#count(this.#due, dueUs);
  }

  took(part: ConnectPart, valueUs: number): void {
    this.#latencies[part].record(valueUs);
  }

  connected(atUs: number): void {
    if (atUs > this.#lastUs) this.#lastUs = atUs;
    this.#count(this.#connected, atUs);
  }

  failed(cause: string, atUs: number): void {
    this.#failures.set(cause, (this.#failures.get(cause) ?? 0) + 1);
    this.#count(this.#failed, atUs);
  }

  timedOut(part: ConnectPart, valueUs: number): void {
    this.took(part, valueUs);
    this.#atTimeout[part] = (this.#atTimeout[part] ?? 0) + 1;
  }

  account(): RoundAccount {
    return {
      dueUs: this.dueUs,
      lastUs: this.#lastUs,
      failures: Object.fromEntries(this.#failures),
      latencies: encodedLatencies(this.#latencies),
      atTimeout: this.#atTimeout,
      due: this.#due,
      connected: this.#connected,
      failed: this.#failed,
    };
  }

  #count(seconds: number[], atUs: number): void {
    const second = Math.max(0, Math.floor((atUs - this.dueUs) / 1e6));
    while (seconds.length <= second) seconds.push(0);
    seconds[second]!++;
  }
}
