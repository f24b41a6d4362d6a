/** How a broker tells of itself under `$SYS`: which there is, MQTT does not say. */

export interface KeyTopic {
  /** Below the root of the dialect; an older name of the same figure stands behind. */
  readonly topics: readonly string[];
  /** A `level` is reported as it was under load, a `count` at the end. */
  readonly kind: 'level' | 'count';
  readonly meaning: string;
}

export interface SysDialect {
  /** A topic that no other dialect has. Null: it is taken where no other is heard. */
  readonly mark: RegExp | null;
  /**
   * A topic that is published from time to time with all others, unlike news of clients; its group is the name below the
   * root. Nodes of a cluster have a root each.
   */
  readonly counter: RegExp;
  /** A topic with the version of the broker. Null: there is none. */
  readonly version: RegExp | null;
  /** Goes before the version, where that is a number alone. */
  readonly product: string;
  /** Names below the root; of several the first that is published. Empty: not published. */
  readonly received: readonly string[];
  readonly sent: readonly string[];
  readonly dropped: readonly string[];
  /** Messages that wait in the broker. */
  readonly held: readonly string[];
  readonly key: readonly KeyTopic[];
}

/** A broker that publishes news of clients, and no counters. */
export interface NewsOnly {
  readonly news: RegExp;
  /** What a user does to have its counters. */
  readonly instead: string;
}
