/** How much longer a run goes on, as far as the tests that are done tell. */
export class Pace {
  readonly #nowMs: () => number;
  readonly #durationsMs = new Map<string, number>();
  #lastDoneAtMs: number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#lastDoneAtMs = nowMs();
  }

  done(test: string, durationMs: number): void {
    this.#durationsMs.set(test, durationMs);
    this.#lastDoneAtMs = this.#nowMs();
  }

  /** Null before the first test is done, while the number of tests is not known, and within the last test. */
  leftMs(total: number | null): number | null {
    const { size } = this.#durationsMs;
    if (total === null || size === 0 || total - size < 2) return null;
    const sumMs = [...this.#durationsMs.values()].reduce((sum, durationMs) => sum + durationMs, 0);
    const meanMs = sumMs / size;
    const ofThisMs = Math.max(0, meanMs - (this.#nowMs() - this.#lastDoneAtMs));
    return ofThisMs + meanMs * (total - size - 1);
  }
}
