/**
 * Opens the connections of one or more groups: as the ramp wants them, with few under way at once
 * (a broker's listen backlog is short, and a dropped SYN costs a second). The order is the plan's,
 * subscribing groups first, the same for any slicing.
 */
import { nowUs } from '../clock.ts';
import { timeOut } from '../socket/causes.ts';
import type { Clients } from './clients.ts';
import type { Session } from './session.ts';

interface Attempt {
  readonly clients: Clients;
  readonly position: number;
  /** After the connector's start. */
  readonly offsetUs: number;
}

/** In all agents together: more overflow a broker's listen backlog (mosquitto: 100). */
const IN_FLIGHT = 40;
const SWEEP_MS = 50;
/** Against a target that answers nobody, a few time-outs tell as much as thousands in a row. */
const PATIENCE_TIMEOUTS = 3;
const PATIENCE_US_AN_ATTEMPT = 5000;

export class Connector {
  readonly #attempts: Attempt[] = [];
  readonly #inFlightLimit: number;
  readonly #pending: { session: Session; deadlineUs: number }[] = [];
  readonly #whenDone: () => void;
  #startUs = 0;
  #giveUpUs = Number.POSITIVE_INFINITY;
  #at = 0;
  #inFlight = 0;
  #settled = 0;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #sweep: NodeJS.Timeout | undefined;

  /** `agents`: how many connect at the same time, each a part of the clients. */
  constructor(groups: readonly Clients[], agents: number, whenDone: () => void) {
    this.#inFlightLimit = Math.max(4, Math.floor(IN_FLIGHT / agents));
    this.#whenDone = whenDone;
    let offsetUs = 0;
    const subscribersFirst = [...groups].sort(
      (a, b) => Number(b.group.subscriber !== null) - Number(a.group.subscriber !== null),
    );
    for (const clients of subscribersFirst) {
      const { group } = clients;
      const stepUs = group.plan.rampPerSecond === null ? 0 : 1e6 / group.plan.rampPerSecond;
      group.indices.forEach((index, position) => {
        this.#attempts.push({ clients, position, offsetUs: offsetUs + index * stepUs });
      });
      offsetUs += group.plan.clients * stepUs;
      group.standing.onSettled = () => {
        this.#inFlight--;
        this.#settled++;
        this.#pump();
      };
    }
  }

  start(): void {
    this.#startUs = nowUs();
    const timeoutMs = this.#attempts.reduce(
      (most, { clients }) => Math.max(most, clients.group.plan.connect.timeoutMs),
      0,
    );
    this.#giveUpUs =
      this.#startUs +
      (this.#attempts.at(-1)?.offsetUs ?? 0) +
      PATIENCE_TIMEOUTS * timeoutMs * 1000 +
      this.#attempts.length * PATIENCE_US_AN_ATTEMPT;
    this.#sweep = setInterval(() => this.#failOverdue(), SWEEP_MS);
    this.#pump();
  }

  /** Nothing more is opened, and nobody is told. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#sweep);
    clearTimeout(this.#timer);
  }

  #pump(): void {
    if (this.#stopped) return;
    if (this.#settled === this.#attempts.length) {
      clearInterval(this.#sweep);
      clearTimeout(this.#timer);
      this.#whenDone();
      return;
    }
    clearTimeout(this.#timer);
    while (this.#inFlight < this.#inFlightLimit) {
      const attempt = this.#attempts[this.#at];
      if (!attempt) return;
      const timeUs = nowUs();
      const dueUs = this.#startUs + attempt.offsetUs;
      if (dueUs > timeUs) {
        this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.ceil((dueUs - timeUs) / 1000)));
        return;
      }
      this.#at++;
      this.#inFlight++;
      const { clients, position } = attempt;
      const { plan, standing } = clients.group;
      const session = clients.sessions[position]!;
      if (standing.firstAttemptUs === 0) standing.firstAttemptUs = timeUs;
      this.#pending.push({ session, deadlineUs: timeUs + plan.connect.timeoutMs * 1000 });
      // Without a ramp there is no schedule to be late for: the attempt itself is the intended time.
      session.open(plan.rampPerSecond === null ? timeUs : dueUs);
    }
  }

  #failOverdue(): void {
    const timeUs = nowUs();
    if (timeUs > this.#giveUpUs) this.#giveUp();
    let kept = 0;
    for (const entry of this.#pending) {
      const { phase } = entry.session;
      if (!waits(phase)) continue;
      if (timeUs > entry.deadlineUs) entry.session.end('failed', timeOut(WAITS_FOR[phase]));
      else this.#pending[kept++] = entry;
    }
    this.#pending.length = kept;
  }

  #giveUp(): void {
    this.#giveUpUs = Number.POSITIVE_INFINITY;
    const rest = this.#attempts.slice(this.#at);
    this.#at = this.#attempts.length;
    for (const { session } of this.#pending.splice(0))
      if (waits(session.phase)) session.end('failed', timeOut(WAITS_FOR[session.phase]));
    for (const { clients, position } of rest)
      clients.sessions[position]!.end('failed', 'not attempted: the target was too slow');
  }
}

const WAITS_FOR = {
  tcp: 'connection',
  tls: 'TLS handshake',
  ws: 'WebSocket upgrade',
  connack: 'CONNACK',
  suback: 'SUBACK',
} as const;
const waits = (phase: string): phase is keyof typeof WAITS_FOR => Object.hasOwn(WAITS_FOR, phase);
