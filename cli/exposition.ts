/** Figures that are counted elsewhere, in the text that Prometheus reads. Each is asked for when it is scraped. */
import { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';
import type { LatencyCounts } from '../load/latency-counts.ts';
import type { Answer } from './endpoints.ts';

/** Seconds, as Prometheus wants times: from 10 us on, five a decade. */
const BOUNDS_S = Array.from({ length: 31 }, (_, n) => Number((10 ** (n / 5 - 5)).toPrecision(2)));

type Labelled = Readonly<Record<string, number>>;

export class Exposition {
  readonly #registry = new Registry();

  /** `name` ends in _total. */
  counter(name: string, help: string, value: () => number): this {
    const counter: Counter = new Counter({
      name,
      help,
      registers: [this.#registry],
      collect: () => {
        counter.reset();
        counter.inc(value());
      },
    });
    return this;
  }

  /** One value for each of the values of a label, of which there have to be few. */
  counters(name: string, help: string, label: string, values: () => Labelled): this {
    const counter: Counter<string> = new Counter({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect: () => {
        counter.reset();
        for (const [text, value] of Object.entries(values())) counter.inc({ [label]: text }, value);
      },
    });
    return this;
  }

  gauge(name: string, help: string, value: () => number): this {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect: () => gauge.set(value()),
    });
    return this;
  }

  /** `name` ends in _seconds. */
  latency(name: string, help: string, counts: () => LatencyCounts): this {
    this.#registry.registerMetric(new ReadHistogram(name, help, counts));
    return this;
  }

  async answer(): Promise<Answer> {
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}

/** A histogram that counts nothing itself. */
class ReadHistogram extends Histogram {
  readonly #declared: { readonly name: string; readonly help: string };
  readonly #counts: () => LatencyCounts;

  constructor(name: string, help: string, counts: () => LatencyCounts) {
    super({ name, help, registers: [], buckets: BOUNDS_S });
    this.#declared = { name, help };
    this.#counts = counts;
  }

  /** What the registry asks each metric for. */
  async getForPromString(): Promise<object> {
    const { name } = this.#declared;
    const counts = this.#counts();
    const atMost = counts.atMost(BOUNDS_S.map((seconds) => seconds * 1e6));
    const bucket = (le: number | string, value: number) => ({
      metricName: `${name}_bucket`,
      labels: { le },
      value,
    });
    return {
      ...this.#declared,
      type: 'histogram',
      values: [
        ...BOUNDS_S.map((le, i) => bucket(le, atMost[i]!)),
        bucket('+Inf', counts.total),
        { metricName: `${name}_sum`, value: counts.sumUs / 1e6 },
        { metricName: `${name}_count`, value: counts.total },
      ],
    };
  }
}
