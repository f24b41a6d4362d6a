/** Key figures from a broker's `$SYS` messages. Pure: fed by the watcher, or by a test. */
import type { BrokerFigures } from '../saved/observation.ts';
import { Course } from './recording/course.ts';

/**
 * What the seed study (mqtt-malaria 500-byte runs) looked at, in mosquitto's names (`mosquitto(8)`, Broker status);
 * an older name of the same figure stands behind. A `level` is reported as it was under load, a `count` at the end.
 */
const KEY: readonly { topics: readonly string[]; kind: 'level' | 'count'; meaning: string }[] = [
  {
    topics: ['clients/connected', 'clients/active'],
    kind: 'level',
    meaning: 'clients connected, the watcher included',
  },
  {
    topics: ['load/messages/received/1min'],
    kind: 'level',
    meaning: 'packets in per minute, averaged over 1 minute',
  },
  {
    topics: ['load/messages/sent/1min'],
    kind: 'level',
    meaning: 'packets out per minute, averaged over 1 minute',
  },
  {
    topics: ['load/bytes/received/1min'],
    kind: 'level',
    meaning: 'bytes in per minute, averaged over 1 minute',
  },
  {
    topics: ['load/bytes/sent/1min'],
    kind: 'level',
    meaning: 'bytes out per minute, averaged over 1 minute',
  },
  {
    topics: ['store/messages/count', 'messages/stored'],
    kind: 'level',
    meaning: 'messages held, retained ones included: a rise under load is a queue',
  },
  { topics: ['heap/current', 'heap/current size'], kind: 'level', meaning: 'bytes of heap in use' },
  { topics: ['subscriptions/count'], kind: 'level', meaning: 'subscriptions, the watcher included' },
  { topics: ['retained messages/count'], kind: 'level', meaning: 'retained messages, $SYS included' },
  {
    topics: ['publish/messages/dropped', 'messages/dropped'],
    kind: 'count',
    meaning: 'messages thrown away at a queue limit: a loss by the broker',
  },
  {
    topics: ['publish/messages/received'],
    kind: 'count',
    meaning: 'PUBLISH packets in; mosquitto leaves out retained ones',
  },
  {
    topics: ['publish/messages/sent'],
    kind: 'count',
    meaning: 'PUBLISH packets out, $SYS to the watcher included',
  },
  { topics: ['messages/received'], kind: 'count', meaning: 'packets of all types in' },
  { topics: ['messages/sent'], kind: 'count', meaning: 'packets of all types out' },
];

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

const ROOT = '$SYS/broker/';
const KEY_TOPICS = new Set(KEY.flatMap(({ topics }) => topics.map((topic) => ROOT + topic)));

const HELD_TOPICS = ['store/messages/count', 'messages/stored'].map((name) => ROOT + name);

/** A broker may have as many topics as it likes: the names of further ones are left out. */
const MOST_OTHERS = 1000;
const LONGEST_TOPIC = 256;

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
  #roundBeganMs = Number.NEGATIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  #messages = 0;

  /** One message; `atMs` never runs backwards. */
  record(topic: string, value: string, atMs: number): void {
    // Outside the tree brokers tell of events (aedes: clients that come and go), which are no part of a round.
    if (topic.startsWith(ROOT)) {
      if (atMs - this.#lastMs > ROUND_GAP_MS) this.#roundBeganMs = atMs;
      this.#lastMs = atMs;
    }
    const ownBefore = this.#messages++;
    if (topic === `${ROOT}version`) this.#version = value;
    if (!KEY_TOPICS.has(topic)) {
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

  /** Whether there was a message at all. */
  get heard(): boolean {
    return this.#messages > 0;
  }

  /** True when a round that began after `sinceMs` is over at `nowMs`. */
  roundSince(sinceMs: number, nowMs: number): boolean {
    return this.#roundBeganMs > sinceMs && nowMs - this.#lastMs > ROUND_GAP_MS;
  }

  /** From here the counters count: call before any load, when they are up to date. */
  begin(): void {
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
    const version = this.#version ?? options.version;
    const own = COUNTS_OWN.find(({ product }) => product.test(version));
    const difference = (counter: string): number | null => {
      const topic = `${ROOT}publish/messages/${counter}`;
      const [before, after] = [this.#before.get(topic), this.#last(topic)];
      if (options.final && !before && !after && SENDS_CHANGES.test(version)) return 0;
      if (!options.final || !before || !after) return null;
      const change = Number(after.value) - Number(before.value);
      if (counter !== 'sent') return change;
      if (!own) return null;
      return own.included ? change - (after.ownBefore - before.ownBefore) : change;
    };
    const shown = KEY.flatMap(({ topics, kind, meaning }) => {
      const topic = topics.map((name) => ROOT + name).find((name) => this.#readings.has(name));
      if (!topic) return [];
      const readings = this.#readings.get(topic)?.readings ?? [];
      const underLoad = readings.findLast(({ atMs }) => atMs <= options.underLoadUntilMs);
      const reading = (kind === 'level' && underLoad) || readings.at(-1);
      return reading ? [{ topic, value: reading.value, meaning }] : [];
    });
    const left = [...this.#readings.keys()].filter((topic) => !shown.some((key) => key.topic === topic));
    return {
      version,
      publishReceived: difference('received'),
      publishSent: difference('sent'),
      publishDropped: difference('dropped'),
      held: this.#held(options.zeroMs),
      key: shown,
      other: [...this.#others, ...left].sort(),
    };
  }

  #held(zeroMs: number): BrokerFigures['held'] {
    const topic = HELD_TOPICS.find((name) => this.#readings.has(name));
    if (!topic) return [];
    const before = this.#before.get(topic);
    const base = Number(before?.value ?? 0);
    const since = (this.#readings.get(topic)?.readings ?? []).filter(
      ({ atMs }) => atMs >= (before?.atMs ?? 0),
    );
    return since.map(({ atMs, value }) => ({ atMs: atMs - zeroMs, messages: Number(value) - base }));
  }

  #last(topic: string): Reading | undefined {
    return this.#readings.get(topic)?.last ?? undefined;
  }
}
