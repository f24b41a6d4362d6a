/**
 * Opens the first connections of one or more groups as the ramp wants them. The order is the plan's, subscribing groups
 * first, the same for any slicing.
 */
import { nowUs } from '../clock.ts';
import { type Attempts, failWaiting } from './attempts.ts';
import type { Clients } from './clients.ts';

interface Attempt {
  readonly clients: Clients;
  readonly position: number;
  /** After the connector's start. */
  readonly offsetUs: number;
}

/** Against a target that answers nobody, a few time-outs tell as much as thousands in a row. */
const PATIENCE_TIMEOUTS = 3;
const PATIENCE_US_AN_ATTEMPT = 5000;

export class Connector {
  readonly #list: Attempt[] = [];
  readonly #attempts: Attempts;
  readonly #whenDone: () => void;
  readonly #whenRoom = (): void => this.#pump();
  #startUs = 0;
  #at = 0;
  #settled = 0;
  #gaveUp = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #patience: NodeJS.Timeout | undefined;

  constructor(groups: readonly Clients[], attempts: Attempts, whenDone: () => void) {
    this.#attempts = attempts;
    this.#whenDone = whenDone;
    let offsetUs = 0;
    const subscribersFirst = [...groups].sort(
      (a, b) => Number(b.group.subscriber !== null) - Number(a.group.subscriber !== null),
    );
    for (const clients of subscribersFirst) {
      const { group } = clients;
      const stepUs = group.plan.rampPerSecond === null ? 0 : 1e6 / group.plan.rampPerSecond;
      group.indices.forEach((index, position) => {
        this.#list.push({ clients, position, offsetUs: offsetUs + index * stepUs });
      });
      offsetUs += group.plan.clients * stepUs;
      group.standing.onSettled = () => {
        this.#settled++;
        if (this.#gaveUp) this.#pump();
        else attempts.settled();
      };
    }
  }

  start(): void {
    this.#startUs = nowUs();
    const timeoutMs = this.#list.reduce(
      (most, { clients }) => Math.max(most, clients.group.plan.connect.timeoutMs),
      0,
    );
    const giveUpUs =
      (this.#list.at(-1)?.offsetUs ?? 0) +
      PATIENCE_TIMEOUTS * timeoutMs * 1000 +
      this.#list.length * PATIENCE_US_AN_ATTEMPT;
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
    if (this.#settled === this.#list.length) {
      this.stop();
      this.#whenDone();
      return;
    }
    clearTimeout(this.#timer);
    while (this.#attempts.room) {
      const attempt = this.#list[this.#at];
      if (!attempt) return;
      const timeUs = nowUs();
      const dueUs = this.#startUs + attempt.offsetUs;
      if (dueUs > timeUs) {
        this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.ceil((dueUs - timeUs) / 1000)));
        return;
      }
      this.#at++;
      const { clients, position } = attempt;
      const { plan, standing } = clients.group;
      if (standing.firstAttemptUs === 0) standing.firstAttemptUs = timeUs;
      // Without a ramp there is no schedule to be late for: the attempt itself is the intended time.
      const intendedUs = plan.rampPerSecond === null ? timeUs : dueUs;
      this.#attempts.open(clients.sessions[position]!, intendedUs, timeUs, plan.connect.timeoutMs);
    }
  }

  #giveUp(): void {
    const tried = this.#list.slice(0, this.#at);
    const rest = this.#list.slice(this.#at);
    this.#at = this.#list.length;
    for (const { clients, position } of tried) failWaiting(clients.sessions[position]!);
    this.#gaveUp = true;
    for (const { clients, position } of rest)
      clients.sessions[position]!.end('failed', 'not attempted: the target was too slow');
  }
}
