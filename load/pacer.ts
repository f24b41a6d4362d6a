/**
 * Calls `turn` when work is due. `poll`: waits coarsely, then turns the event loop without sleeping
 * near the due time, so a send is late by microseconds at the price of a core. `timer`: sleeps until
 * the next millisecond (libuv's resolution), cheap, about a millisecond late.
 */
import { nowUs } from './clock.ts';

const POLL_NEAR_US = 2500;
/** A polling turn that takes longer did something: reading, collecting garbage. Empty ones take 2 to 5 us. */
const EMPTY_TURN_US = 10;
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

export class Pacer {
  readonly #mode: 'poll' | 'timer';
  readonly #turn: (nowUs: number) => void;
  readonly #nextUs: () => number;
  #running = false;
  #sleep: NodeJS.Timeout | undefined;
  /** Time spent in polling turns that found nothing to do. */
  idlePollUs = 0;
  #lastTurnUs = 0;
  readonly #tick = (): void => this.#go();

  constructor(mode: 'poll' | 'timer', turn: (nowUs: number) => void, nextUs: () => number) {
    this.#mode = mode;
    this.#turn = turn;
    this.#nextUs = nextUs;
  }

  start(): void {
    if (this.#running) {
      this.wake();
      return;
    }
    this.#running = true;
    this.#go();
  }

  /** There may be work sooner than was known. */
  wake(): void {
    if (this.#sleep === undefined) return;
    clearTimeout(this.#sleep);
    this.#go();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#sleep);
    this.#sleep = undefined;
  }

  #go(): void {
    if (!this.#running) return;
    this.#sleep = undefined;
    const timeUs = nowUs();
    const turnUs = timeUs - this.#lastTurnUs;
    if (this.#nextUs() <= timeUs) this.#turn(timeUs);
    else if (turnUs < EMPTY_TURN_US) this.idlePollUs += turnUs;
    const waitUs = this.#nextUs() - nowUs();
    if (waitUs <= 0) {
      setImmediate(this.#tick);
    } else if (this.#mode === 'poll' && waitUs < POLL_NEAR_US) {
      this.#lastTurnUs = nowUs();
      setImmediate(this.#tick);
    } else {
      const waitMs = (this.#mode === 'poll' ? waitUs - POLL_NEAR_US : waitUs) / 1000;
      this.#sleep = setTimeout(this.#tick, Math.min(LONGEST_SLEEP_MS, Math.max(1, Math.ceil(waitMs))));
    }
  }
}
