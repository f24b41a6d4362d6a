/** Lets new users in at the spawn rate, as many at once as a listen backlog takes. */
import { nowUs } from '../clock.ts';
import type { Population } from './population.ts';
import type { User } from './user.ts';

/**
 * Log-ins under way in all agents together. Few, so that no SYN is dropped, and so that they do not fill the queue of a
 * site that logs in slower than users spawn: there the spawn rate is an upper limit.
 */
const IN_FLIGHT = 40;
/** Against a site that lets nobody in, so many failures tell as much as all. */
const PATIENCE = 100;
const NOT_ATTEMPTED = 'not attempted: no user before it could log in';

export class Joiner {
  readonly #population: Population;
  readonly #users: readonly User[];
  readonly #agent: number;
  readonly #agents: number;
  readonly #stepUs: number;
  readonly #limit: number;
  readonly #whenDone: () => void;
  readonly #startUs = nowUs();
  #at = 0;
  #settled = 0;
  #done = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    population: Population,
    users: readonly User[],
    how: { agent: number; agents: number; spawnPerSecond: number | null },
    whenDone: () => void,
  ) {
    this.#population = population;
    this.#users = users;
    this.#agent = how.agent;
    this.#agents = how.agents;
    this.#stepUs = how.spawnPerSecond === null ? 0 : 1e6 / how.spawnPerSecond;
    this.#limit = Math.max(4, IN_FLIGHT / how.agents);
    this.#whenDone = whenDone;
    population.onSettled = () => {
      this.#settled++;
      // Not now: a user without a log-in is there before `join` returns.
      queueMicrotask(() => this.pump());
    };
  }

  pump(): void {
    // Users who settled in the same turn pump once each.
    if (this.#done) return;
    clearTimeout(this.#timer);
    const { joining } = this.#population;
    if (joining.succeeded === 0 && this.#settled >= PATIENCE) this.#giveUp();
    if (this.#settled === this.#users.length) {
      this.#done = true;
      this.#whenDone();
      return;
    }
    while (this.#at < this.#users.length && this.#at - this.#settled < this.#limit) {
      const timeUs = nowUs();
      const dueUs = this.#startUs + (this.#at * this.#agents + this.#agent) * this.#stepUs;
      if (dueUs > timeUs) {
        this.#timer = setTimeout(() => this.pump(), Math.max(1, (dueUs - timeUs) / 1000));
        return;
      }
      // Without a rate there is no schedule to be late for.
      this.#population.join(this.#users[this.#at++]!, this.#stepUs === 0 ? timeUs : dueUs);
    }
  }

  #giveUp(): void {
    const { joining } = this.#population;
    const rest = this.#users.length - this.#at;
    this.#at = this.#users.length;
    this.#settled += rest;
    joining.attempted += rest;
    if (rest > 0) joining.failedBy[NOT_ATTEMPTED] = rest;
  }
}
