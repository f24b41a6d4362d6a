/** The wall clock beside one that nobody sets. */

/** Kept in step by NTP, a clock goes wrong by 0.05 % at most (adjtimex(2)). */
const SLEWED_SHARE = 0.001;
const LEAST_MS = 1000;

export class ClockSteps {
  readonly #wallMs: () => number;
  readonly #steadyMs: () => number;
  readonly #stepsMs: number[] = [];
  #last: { readonly wallMs: number; readonly steadyMs: number };

  constructor(wallMs: () => number = Date.now, steadyMs: () => number = () => performance.now()) {
    this.#wallMs = wallMs;
    this.#steadyMs = steadyMs;
    this.#last = { wallMs: wallMs(), steadyMs: steadyMs() };
  }

  /** By how much the clock was set since the last look, or the machine slept; 0: it was not. */
  look(): number {
    const now = { wallMs: this.#wallMs(), steadyMs: this.#steadyMs() };
    const elapsedMs = now.steadyMs - this.#last.steadyMs;
    const stepMs = Math.round(now.wallMs - this.#last.wallMs - elapsedMs);
    this.#last = now;
    if (Math.abs(stepMs) < LEAST_MS + SLEWED_SHARE * elapsedMs) return 0;
    this.#stepsMs.push(stepMs);
    return stepMs;
  }

  /** All that were seen. */
  get stepsMs(): readonly number[] {
    return this.#stepsMs;
  }
}
