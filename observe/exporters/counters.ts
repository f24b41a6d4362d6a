/** What a broker counted of its messages, by the endpoint it has for Prometheus. Pure. */
import type { BrokerFigures } from '../../saved/observation.ts';
import { Course } from '../recording/course.ts';
import type { Scrape } from './scrape.ts';
import type { CounterSource } from './source.ts';

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

interface Levels {
  readonly atMs: number;
  readonly values: readonly (number | null)[];
}

export class Counters {
  readonly #source: CounterSource;
  readonly #first: Scrape;
  #last: Scrape;
  /** Of the key metrics, in their order. */
  readonly #levels = new Course<Levels>();

  constructor(source: CounterSource, first: Scrape) {
    this.#source = source;
    this.#first = first;
    this.#last = first;
    this.add(first);
  }

  add(scrape: Scrape): void {
    this.#last = scrape;
    const values = this.#source.key.map(({ name }) => scrape.sum(name));
    this.#levels.add({ atMs: scrape.atMs, values });
  }

  /** As `SysHistory.figures`. `final`: the last scrape was made after the load; otherwise the differences are null. */
  figures(options: { final: boolean; zeroMs: number; underLoadUntilMs: number }): BrokerFigures {
    const { key, version, received, sent, dropped, held } = this.#source;
    const { readings } = this.#levels;
    const change = (name: string): number | null => {
      const [before, after] = [this.#first.sum(name), this.#last.sum(name)];
      return !options.final || before === null || after === null ? null : finite(after - before);
    };
    const underLoad = readings.findLast(({ atMs }) => atMs <= options.underLoadUntilMs);
    const heldAt = key.findIndex(({ name }) => name === held);
    const heldBefore = held === null ? 0 : (this.#first.sum(held) ?? 0);
    return {
      version: version(this.#last),
      publishReceived: change(received),
      publishSent: change(sent),
      publishDropped: change(dropped),
      held: readings.flatMap(({ atMs, values }) => {
        const value = values[heldAt];
        return value == null
          ? []
          : [{ atMs: Math.round(atMs - options.zeroMs), messages: value - heldBefore }];
      }),
      key: key.flatMap(({ name, kind, meaning }, index) => {
        const reading = (kind === 'level' && underLoad) || readings.at(-1);
        const value = reading?.values[index] ?? null;
        return value === null ? [] : [{ topic: name, value: String(value), meaning }];
      }),
      other: [],
    };
  }
}
