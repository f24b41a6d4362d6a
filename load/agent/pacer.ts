/**
 * Calls `turn` when work is due. `poll`: waits coarsely, then turns the event loop without sleeping
 * near the due time, so a send is late by microseconds at the price of a core. `timer`: sleeps until
 * the next millisecond (libuv's resolution), cheap, about a millisecond late.
 */
import { nowUs } from '../clock.ts';

const POLL_NEAR_US = 2500;
const LONGEST_SLEEP_MS = 1000;

export class Pacer {
  readonly #mode: 'poll' | 'timer';
  readonly #turn: (nowUs: number) => void;
  readonly #nextUs: () => number;
  #running = false;
  /** Time spent in polling turns that found nothing to do. */
  idlePollUs = 0;
  #lastTurnUs = 0;
  #sleep: NodeJS.Timeout | undefined;
  readonly #tick = (): void => this.#go();

  constructor(mode: 'poll' | 'timer', turn: (nowUs: number) => void, nextUs: () => number) {
    this.#mode = mode;
    this.#turn = turn;
    this.#nextUs = nextUs;
  }

  start(): void {
    this.#running = true;
    this.#go();
  }

  stop(): void {
    this.#running = false;
  }

  /** Something is due earlier than was known when it went to sleep. */
  wake(): void {
    if (this.#sleep === undefined) return;
    clearTimeout(this.#sleep);
    this.#go();
  }

  #go(): void {
    this.#sleep = undefined;
    if (!this.#running) return;
    const timeUs = nowUs();
    const dueUs = this.#nextUs();
    if (dueUs <= timeUs) this.#turn(timeUs);
    else if (this.#lastTurnUs > 0) this.idlePollUs += timeUs - this.#lastTurnUs;
    const waitUs = this.#nextUs() - nowUs();
    this.#lastTurnUs = 0;
    if (waitUs <= 0) {
      setImmediate(this.#tick);
    } else if (this.#mode === 'poll' && waitUs < POLL_NEAR_US) {
      this.#lastTurnUs = nowUs();
      setImmediate(this.#tick);
    } else {
      const waitMs = this.#mode === 'poll' ? (waitUs - POLL_NEAR_US) / 1000 : waitUs / 1000;
      this.#sleep = setTimeout(this.#tick, Math.min(LONGEST_SLEEP_MS, Math.max(1, Math.ceil(waitMs))));
    }
  }
}
