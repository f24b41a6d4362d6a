/** Figures between two scrapes, as one value a second. Pure. */
import type { Scrape } from './scrape.ts';

/** Figures of what happened between two scrapes; null = a figure that cannot be told. */
export type Between<Name extends string> = (
  before: Scrape,
  now: Scrape,
  elapsedMs: number,
) => Readonly<Record<Name, number | null>>;

/**
 * One value of each figure for each second since the first scrape. What lies between two scrapes stands for as many whole
 * seconds as passed since, so that a late scrape shifts no second, and one that is missed leaves none out.
 */
export class Seconds<Name extends string> {
  readonly fromMs: number;
  readonly #between: Between<Name>;
  readonly #values = new Map<Name, number[]>();
  #before: Scrape;
  #count = 0;

  constructor(first: Scrape, between: Between<Name>) {
    this.fromMs = first.atMs;
    this.#before = first;
    this.#between = between;
  }

  add(scrape: Scrape): void {
    const seconds = Math.round((scrape.atMs - this.fromMs) / 1000) - this.#count;
    if (seconds < 1) return;
    const figures = this.#between(this.#before, scrape, scrape.atMs - this.#before.atMs);
    for (const [name, figure] of Object.entries(figures) as [Name, number | null][]) {
      const values = this.#values.get(name) ?? [];
      this.#values.set(name, values);
      // A figure that was told before and is not now stands as it was; one that never was has no values.
      const rounded = figure === null ? Number.NaN : Math.round(figure * 100) / 100;
      const value = Number.isFinite(rounded) ? rounded : values.at(-1);
      if (value === undefined) continue;
      while (values.length < this.#count + seconds) values.push(value);
    }
    this.#count += seconds;
    this.#before = scrape;
  }

  of(name: Name): readonly number[] {
    return this.#values.get(name) ?? [];
  }
}

/** How much a counter rose. One that is lower than before was set to 0 meanwhile: its process was started again. */
export const rise = (before: number, now: number): number => (now >= before ? now - before : now);
