/**
 * Opens the first connections of one or more groups as the ramp wants them. The order is the plan's, subscribing groups
 * first, the same for any slicing.
 */
import { nowUs } from '../clock.ts';
import { type Attempts, failWaiting } from './attempts.ts';
import type { Clients } from './clients.ts';
import { connectionsOf, filtersOf } from './group.ts';
import type { Session } from './session.ts';

/** The clients of one group, whose first attempts follow one another. */
interface Part {
  readonly clients: Clients;
  /** When the client with index 0 is due, after the connector's start. */
  readonly fromUs: number;
  readonly stepUs: number;
}
const offsetUs = ({ clients, fromUs, stepUs }: Part, position: number): number =>
  fromUs + clients.group.indices[position]! * stepUs;

const hears = ({ plan }: Clients['group']): boolean => filtersOf(plan).length > 0;

/** Against a target that answers nobody, a few time-outs tell as much as thousands in a row. */
const PATIENCE_TIMEOUTS = 3;
const PATIENCE_US_AN_ATTEMPT = 5000;

export class Connector {
  /** Those that have clients here. */
  readonly #parts: Part[] = [];
  readonly #starts: { readonly clients: Clients; readonly fromUs: number }[] = [];
  readonly #attempts: Attempts;
  readonly #whenDone: () => void;
  readonly #whenRoom = (): void => this.#pump();
  readonly #whenDue = (): void => {
    this.#timer = undefined;
    this.#pump();
  };
  #clients = 0;
  #startUs = 0;
  /** Who is next. */
  #part = 0;
  #position = 0;
  #settled = 0;
  #gaveUp = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #patience: NodeJS.Timeout | undefined;

  constructor(groups: readonly Clients[], attempts: Attempts, whenDone: () => void) {
    this.#attempts = attempts;
    this.#whenDone = whenDone;
    let fromUs = 0;
    const subscribersFirst = [...groups].sort((a, b) => Number(hears(b.group)) - Number(hears(a.group)));
    for (const clients of subscribersFirst) {
      const { group } = clients;
      const stepUs = group.plan.rampPerSecond === null ? 0 : 1e6 / group.plan.rampPerSecond;
      this.#starts.push({ clients, fromUs });
      if (group.indices.length > 0) this.#parts.push({ clients, fromUs, stepUs });
      this.#clients += group.indices.length;
      fromUs += connectionsOf(group.plan) * stepUs;
      group.standing.onSettled = () => {
        this.#settled++;
        if (this.#gaveUp) this.#pump();
        else attempts.settled();
      };
    }
  }

  start(): void {
    this.#startUs = nowUs();
    for (const { clients, fromUs } of this.#starts) clients.group.rounds.begins(this.#startUs + fromUs);
    const timeoutMs = this.#parts.reduce(
      (most, { clients }) => Math.max(most, clients.group.plan.connect.timeoutMs),
      0,
    );
    const last = this.#parts.at(-1);
    const giveUpUs =
      (last ? offsetUs(last, last.clients.sessions.length - 1) : 0) +
      PATIENCE_TIMEOUTS * timeoutMs * 1000 +
      this.#clients * PATIENCE_US_AN_ATTEMPT;
    this.#patience = setTimeout(() => this.#giveUp(), giveUpUs / 1000);
    this.#attempts.waits(this.#whenRoom);
    this.#pump();
  }

  /** Nothing more is opened, and nobody is told. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#patience);
    clearTimeout(this.#timer);
    this.#attempts.waitsNoMore(this.#whenRoom);
  }

  #pump(): void {
    if (this.#stopped) return;
    if (this.#settled === this.#clients) {
      this.stop();
      this.#whenDone();
      return;
    }
    while (this.#timer === undefined && this.#attempts.room) {
      const part = this.#parts[this.#part];
      if (!part) return;
      const { clients } = part;
      const { plan, standing } = clients.group;
      const position = this.#position;
      const timeUs = nowUs();
      const dueUs = this.#startUs + offsetUs(part, position);
      if (dueUs > timeUs) {
        this.#timer = setTimeout(this.#whenDue, Math.max(1, Math.ceil((dueUs - timeUs) / 1000)));
        return;
      }
      this.#advance(part);
      if (standing.firstAttemptUs === 0) standing.firstAttemptUs = timeUs;
      // Without a ramp there is no schedule to be late for: the attempt itself is the intended time.
      const intendedUs = plan.rampPerSecond === null ? timeUs : dueUs;
      this.#attempts.open(clients.sessions[position]!, intendedUs, timeUs, plan.connect.timeoutMs);
    }
  }

  #advance({ clients }: Part): void {
    if (++this.#position < clients.sessions.length) return;
    this.#position = 0;
    this.#part++;
  }

  #giveUp(): void {
    const [reached, next] = [this.#part, this.#position];
    this.#part = this.#parts.length;
    const untried: Session[] = [];
    for (const [number, part] of this.#parts.entries())
      for (const [position, session] of part.clients.sessions.entries()) {
        if (number < reached || (number === reached && position < next)) failWaiting(session);
        else {
          session.intendedUs = this.#startUs + offsetUs(part, position);
          untried.push(session);
        }
      }
    this.#gaveUp = true;
    for (const session of untried) session.end('failed', 'not attempted: the target was too slow');
  }
}
