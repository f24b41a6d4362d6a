/** The topic aliases that a broker has set on one connection (OASIS MQTT 5 3.3.2.3.4). */

/** Told the broker by its reason code, 148 (OASIS MQTT 5 3.14.2.1). */
export class TopicAliasInvalid extends Error {}

export class IncomingAliases {
  readonly #maximum: number;
  readonly #set = new Set<number>();

  /** `maximum`: that of the CONNECT. */
  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  /**
   * A PUBLISH has this alias, with a topic for it or without.
   *
   * @throws TopicAliasInvalid
   */
  use(alias: number, hasTopic: boolean): void {
    if (alias > this.#maximum)
      throw new TopicAliasInvalid(`topic alias above the maximum of the CONNECT, ${this.#maximum}`);
    if (hasTopic) this.#set.add(alias);
    else if (!this.#set.has(alias)) throw new TopicAliasInvalid('topic alias that was never set');
  }
}
