/** Something that each agent is told to do: few at a time, the next one when one is done. */
export class Turns {
  readonly #agents: number;
  readonly #atOnce: number;
  readonly #tell: (agent: number) => void;
  readonly #done = new Set<number>();
  /** All below this one have been told. */
  #told = 0;

  constructor(agents: number, atOnce: number, tell: (agent: number) => void) {
    this.#agents = agents;
    this.#atOnce = atOnce;
    this.#tell = tell;
  }

  begin(): void {
    for (let agent = 0; agent < this.#atOnce; agent++) this.#next();
  }

  /** It has been told, and is not done. */
  isAwaited(agent: number): boolean {
    return agent < this.#told && !this.#done.has(agent);
  }

  /** True when that was the last one; once. */
  done(agent: number): boolean {
    if (this.#done.has(agent)) return false;
    this.#done.add(agent);
    this.#next();
    return this.#done.size === this.#agents;
  }

  #next(): void {
    if (this.#told < this.#agents) this.#tell(this.#told++);
  }
}
