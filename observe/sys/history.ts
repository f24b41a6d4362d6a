/** Key figures from a broker's `$SYS` messages. Pure: fed by the watcher, or by a test. */
import type { BrokerFigures } from '../../saved/observation.ts';
import { Course } from '../recording/course.ts';
import type { NewsOnly, SysDialect } from './dialect.ts';
import { DIALECTS, NEWS_ONLY } from './dialects.ts';

/** A round's messages follow each other within a few ms; the next round is 250 ms away or more. */
const ROUND_GAP_MS = 100;

/**
 * Whether `publish/messages/sent` includes the `$SYS` messages to the watcher. mosquitto 2.0.11 counts each as it is
 * sent (measured), so a reading includes those before it; the embedded aedes counts none (targets/broker/aedes-counters.ts).
 * Of a product that is not listed nothing is known, and its counter is not used.
 */
const COUNTS_OWN: readonly { readonly product: RegExp; readonly included: boolean }[] = [
  { product: /^mosquitto/i, included: true },
  { product: /^aedes/i, included: false },
];

/**
 * Sends a value when it has changed. mosquitto 2.0.11 was seen to leave ten of 53 unchanged ones out of what a new subscriber
 * is sent: a counter that is not heard of at all has not moved.
 */
const SENDS_CHANGES = /^mosquitto/i;

/** Its names are kept with their values: what any of the dialects looks at. */
const KEPT: readonly { readonly dialect: SysDialect; readonly names: ReadonlySet<string> }[] = DIALECTS.map(
  (dialect) => ({
    dialect,
    names: new Set([
      ...dialect.key.flatMap(({ topics }) => topics),
      ...dialect.received,
      ...dialect.sent,
      ...dialect.dropped,
      ...dialect.held,
    ]),
  }),
);

/** A broker may have as many topics as it likes: the names of further ones are left out. */
const MOST_OTHERS = 1000;
const LONGEST_TOPIC = 256;
/** Key figures of all nodes. */
const MOST_KEPT = 1000;

interface Reading {
  readonly atMs: number;
  readonly value: string;
  /** `$SYS` messages the watcher had got before this one. */
  readonly ownBefore: number;
}

export class SysHistory {
  readonly #readings = new Map<string, Course<Reading>>();
  readonly #others = new Set<string>();
  #before: ReadonlyMap<string, Reading> = new Map();
  #version: string | null = null;
  /** Of the broker's dialect, once one was heard. */
  #marked: SysDialect | null = null;
  #newsOnly: NewsOnly | null = null;
  #begun = false;
  #roundBeganMs = Number.NEGATIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  #messages = 0;

  /** One message; `atMs` never runs backwards. */
  record(topic: string, value: string, atMs: number): void {
    // Beside counters brokers tell of events (clients that come and go), which are no part of a round.
    if (DIALECTS.some(({ counter }) => counter.test(topic))) {
      if (atMs - this.#lastMs > ROUND_GAP_MS) this.#roundBeganMs = atMs;
      this.#lastMs = atMs;
    }
    const ownBefore = this.#messages++;
    this.#newsOnly ??= NEWS_ONLY.find(({ news }) => news.test(topic)) ?? null;
    this.#marked ??= DIALECTS.find(({ mark }) => mark?.test(topic)) ?? null;
    if (DIALECTS.some((one) => one.version?.test(topic))) this.#version = value;
    if (!this.#readings.has(topic) && !this.#keeps(topic)) {
      if (this.#others.size < MOST_OTHERS && topic.length <= LONGEST_TOPIC) this.#others.add(topic);
      return;
    }
    let course = this.#readings.get(topic);
    if (course === undefined) {
      course = new Course();
      this.#readings.set(topic, course);
    }
    course.add({ atMs, value, ownBefore });
  }

  /** A node more than there is room for is left out, as is whatever is no key figure. */
  #keeps(topic: string): boolean {
    if (this.#readings.size >= MOST_KEPT || topic.length > LONGEST_TOPIC) return false;
    return KEPT.some(({ dialect, names }) => names.has(nameIn(dialect, topic)));
  }

  /** Whether there was no message at all. */
  get empty(): boolean {
    return this.#messages === 0;
  }

  /** What to do about a broker that is known to publish no counters; null = nothing is known. */
  get instead(): string | null {
    return this.#newsOnly?.instead ?? null;
  }

  /** The counters before the load are known. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Whether there was a message with a counter. */
  get heard(): boolean {
    return this.#lastMs > Number.NEGATIVE_INFINITY;
  }

  /** That of the last dialect, until another is heard. */
  get #dialect(): SysDialect {
    return this.#marked ?? DIALECTS.at(-1)!;
  }

  /** True when a round that began after `sinceMs` is over at `nowMs`. */
  roundSince(sinceMs: number, nowMs: number): boolean {
    return this.#roundBeganMs > sinceMs && nowMs - this.#lastMs > ROUND_GAP_MS;
  }

  /** From here the counters count: call before any load, when they are up to date. */
  begin(): void {
    this.#begun = true;
    this.#before = new Map(
      [...this.#readings].flatMap(([topic, { last }]) => (last ? [[topic, last] as const] : [])),
    );
  }

  /**
   * `final`: the last readings were taken after the load; otherwise the differences are null, since they would be
   * too small. `zeroMs` is the start of the measure phase, and levels are the last ones read by `underLoadUntilMs` (clock
   * of `record`).
   * Null when there was no message at all.
   */
  figures(options: {
    final: boolean;
    zeroMs: number;
    underLoadUntilMs: number;
    version: string;
  }): BrokerFigures | null {
    if (!this.heard) return null;
    const dialect = this.#dialect;
    const version = this.#versionOr(options.version);
    const own = COUNTS_OWN.find(({ product }) => product.test(version));
    /** Of one counter; `own`: the messages to the watcher that are in it. */
    const change = (topic: string): { readonly value: number; readonly own: number } | null => {
      const [before, after] = [this.#before.get(topic), this.#last(topic)];
      if (!options.final || !before || !after) return null;
      const value = Number(after.value) - Number(before.value);
      // A broker may publish any text in the place of a number.
      if (!Number.isFinite(value)) return null;
      return { value, own: after.ownBefore - before.ownBefore };
    };
    /** Of all nodes together. */
    const difference = (names: readonly string[], withOwn = false): number | null => {
      const topics = this.#topicsOf(names);
      if (topics.length === 0) return options.final && SENDS_CHANGES.test(version) ? 0 : null;
      if (withOwn && !own) return null;
      return topics
        .map(change)
        .reduce<number | null>(
          (sum, one) =>
            sum === null || one === null ? null : sum + one.value - (withOwn && own?.included ? one.own : 0),
          0,
        );
    };
    const shown = dialect.key.flatMap(({ topics, kind, meaning }) =>
      this.#topicsOf(topics).flatMap((topic) => {
        const readings = this.#readings.get(topic)?.readings ?? [];
        const underLoad = readings.findLast(({ atMs }) => atMs <= options.underLoadUntilMs);
        const reading = (kind === 'level' && underLoad) || readings.at(-1);
        return reading ? [{ topic, value: reading.value, meaning }] : [];
      }),
    );
    const left = [...this.#readings.keys()].filter((topic) => !shown.some((key) => key.topic === topic));
    return {
      version,
      publishReceived: difference(dialect.received),
      publishSent: difference(dialect.sent, true),
      publishDropped: difference(dialect.dropped),
      held: this.#held(options.zeroMs),
      key: shown,
      other: [...this.#others, ...left].sort(),
    };
  }

  #versionOr(otherwise: string): string {
    const { product } = this.#dialect;
    if (this.#version === null) return product || otherwise;
    return this.#version.includes(product) ? this.#version : `${product} ${this.#version}`;
  }

  /** Those of all nodes that have the first of the names that any has. */
  #topicsOf(names: readonly string[]): string[] {
    const topics = [...this.#readings.keys()];
    for (const name of names) {
      const found = topics.filter((topic) => nameIn(this.#dialect, topic) === name);
      if (found.length > 0) return found.sort();
    }
    return [];
  }

  #held(zeroMs: number): BrokerFigures['held'] {
    const [topic] = this.#topicsOf(this.#dialect.held);
    if (topic === undefined) return [];
    const before = this.#before.get(topic);
    const base = Number(before?.value ?? 0);
    const since = (this.#readings.get(topic)?.readings ?? []).filter(
      ({ atMs }) => atMs >= (before?.atMs ?? 0),
    );
    return since
      .map(({ atMs, value }) => ({ atMs: atMs - zeroMs, messages: Number(value) - base }))
      .filter(({ messages }) => Number.isFinite(messages));
  }

  #last(topic: string): Reading | undefined {
    return this.#readings.get(topic)?.last ?? undefined;
  }
}

/** Below the root of the dialect; empty where the topic is none of its counters. */
const nameIn = ({ counter }: SysDialect, topic: string): string => counter.exec(topic)?.[1] ?? '';
