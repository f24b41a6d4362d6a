/**
 * Agents that have come to a standstill. An agent tells of itself once a second, so one that says nothing for long is stopped,
 * or calculates without end. Ticks are counted, not time: while this process is stopped, too, nobody is silent.
 */
const TICK_MS = 1000;
const MOST_TICKS = 30;

export class Silence {
  readonly #ticks: number[];
  readonly #timer: NodeJS.Timeout;

  /** `awaited`: whether the agent is to tell of itself now. `onStuck` is told once of an agent, with the seconds it was silent. */
  constructor(
    agents: number,
    awaited: (agent: number) => boolean,
    onStuck: (agent: number, seconds: number) => void,
  ) {
    this.#ticks = Array.from({ length: agents }, () => 0);
    this.#timer = setInterval(() => {
      for (let agent = 0; agent < agents; agent++) {
        if (!awaited(agent)) this.#ticks[agent] = 0;
        else if (++this.#ticks[agent]! === MOST_TICKS) onStuck(agent, (MOST_TICKS * TICK_MS) / 1000);
      }
    }, TICK_MS).unref();
  }

  heard(agent: number): void {
    this.#ticks[agent] = 0;
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
