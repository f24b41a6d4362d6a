/**
 * Agents that have come to a standstill. An agent tells of itself once a second, so one that says nothing for long is stopped,
 * or calculates without end. Ticks are counted, not time: while this process is stopped, too, nobody is silent.
 */
const TICK_MS = 1000;
const MOST_TICKS = 30;
/** Until the first word: each takes half a second of a CPU to start, and many start at once. */
const START_TICKS_AN_AGENT = 2;

export class Silence {
  readonly #ticks: number[];
  readonly #heard = new Set<number>();
  readonly #timer: NodeJS.Timeout;

  /** `awaited`: whether the agent is to tell of itself now. `onStuck` is told once of an agent, with the seconds it was silent. */
  constructor(
    agents: number,
    awaited: (agent: number) => boolean,
    onStuck: (agent: number, seconds: number) => void,
  ) {
    const toStart = Math.max(MOST_TICKS, agents * START_TICKS_AN_AGENT);
    this.#ticks = Array.from({ length: agents }, () => 0);
    this.#timer = setInterval(() => {
      for (let agent = 0; agent < agents; agent++) {
        if (!awaited(agent)) this.#ticks[agent] = 0;
        else {
          const most = this.#heard.has(agent) ? MOST_TICKS : toStart;
          if (++this.#ticks[agent]! === most) onStuck(agent, (most * TICK_MS) / 1000);
        }
      }
    }, TICK_MS).unref();
  }

  heard(agent: number): void {
    this.#heard.add(agent);
    this.#ticks[agent] = 0;
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
