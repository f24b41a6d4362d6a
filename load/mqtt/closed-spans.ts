/** Which messages of a closed loop were sent in which window: nothing but the sending decides that. */
import type { WindowTimes } from '../windows.ts';

export class ClosedSpans {
  /** By window and position: the first sequence number. */
  readonly from: readonly Uint32Array[];
  /** By window and position: one past the last sequence number; 0 = none was sent. */
  readonly to: readonly Uint32Array[];
  readonly #times: WindowTimes;

  constructor(times: WindowTimes, clients: number) {
    this.#times = times;
    this.from = times.fromUs.map(() => new Uint32Array(clients));
    this.to = times.fromUs.map(() => new Uint32Array(clients));
  }

  sent(position: number, sequence: number, atUs: number): void {
    for (let w = 0; w < this.#times.fromUs.length; w++) {
      if (atUs < this.#times.fromUs[w]! || atUs >= this.#times.toUs[w]!) continue;
      const to = this.to[w]!;
      if (to[position] === 0) this.from[w]![position] = sequence;
      to[position] = sequence + 1;
    }
  }
}
