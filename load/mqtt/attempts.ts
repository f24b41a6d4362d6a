/**
 * Connections that are being made by one agent: few at once, since a broker's listen backlog is short and a dropped SYN
 * costs a second, and each with a time until which it has to be there.
 */
import { nowUs } from '../clock.ts';
import { timeOut } from '../socket/causes.ts';

/** A client's connection, or the attempt to make it. */
export interface Connection {
  /** What it waits for, or where it ended. */
  readonly phase: string;
  open(intendedUs: number): void;
  end(phase: 'failed', cause: string): void;
}

/** In all agents together to one destination: more overflow a broker's listen backlog (mosquitto: 100). */
const IN_FLIGHT = 40;
/** Of one agent. */
const LEAST_IN_FLIGHT = 4;
const SWEEP_MS = 50;
/** A sweep that is so much late finds answers that came and were not read yet. */
const STOOD_STILL_US = 250_000;

export class Attempts {
  readonly #limit: number;
  readonly #pending: { session: Connection; deadlineUs: number }[] = [];
  readonly #waiting = new Set<() => void>();
  #underWay = 0;
  #sweptUs = 0;
  #sweep: NodeJS.Timeout | undefined;

  /** `agents`: how many connect at the same time, each a part of the clients, to `destinations`. */
  constructor(agents: number, destinations = 1) {
    this.#limit = Math.min(
      IN_FLIGHT,
      Math.max(LEAST_IN_FLIGHT, Math.floor((IN_FLIGHT * destinations) / agents)),
    );
  }

  get room(): boolean {
    return this.#underWay < this.#limit;
  }

  /** `intendedUs`: when it was to connect. */
  open(session: Connection, intendedUs: number, atUs: number, timeoutMs: number): void {
    this.#underWay++;
    this.#pending.push({ session, deadlineUs: atUs + timeoutMs * 1000 });
    if (this.#sweep === undefined) {
      this.#sweptUs = nowUs();
      this.#sweep = setInterval(() => this.#failOverdue(nowUs()), SWEEP_MS);
    }
    session.open(intendedUs);
  }

  /** One of them is there, or has failed. */
  settled(): void {
    this.#underWay--;
    for (const whenRoom of this.#waiting) whenRoom();
  }

  /** Calls `whenRoom` each time that there is room again. */
  waits(whenRoom: () => void): void {
    this.#waiting.add(whenRoom);
  }

  waitsNoMore(whenRoom: () => void): void {
    this.#waiting.delete(whenRoom);
  }

  stop(): void {
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  #failOverdue(atUs: number): void {
    const lateUs = atUs - this.#sweptUs - SWEEP_MS * 1000;
    this.#sweptUs = atUs;
    if (lateUs > STOOD_STILL_US) {
      // This process had no CPU: nobody is blamed for that time.
      for (const entry of this.#pending) entry.deadlineUs += lateUs;
      return;
    }
    // Who fails may make room for the next one: those are not looked at now.
    const known = this.#pending.splice(0);
    for (const entry of known) {
      if (!waits(entry.session.phase)) continue;
      if (atUs > entry.deadlineUs) failWaiting(entry.session);
      else this.#pending.push(entry);
    }
    if (this.#pending.length === 0) this.stop();
  }
}

/** Does nothing to one that waits for nothing. */
export function failWaiting(session: Connection): void {
  const { phase } = session;
  if (waits(phase)) session.end('failed', timeOut(WAITS_FOR[phase]));
}

const WAITS_FOR = {
  tcp: 'connection',
  tls: 'TLS handshake',
  ws: 'WebSocket upgrade',
  connack: 'CONNACK',
  suback: 'SUBACK',
} as const;
const waits = (phase: string): phase is keyof typeof WAITS_FOR => Object.hasOwn(WAITS_FOR, phase);
