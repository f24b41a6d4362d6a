/**
 * When the clients of one group in one agent leave by its cycle: all at once, or one after the other, as far apart as the
 * ramp connects them. A walk in the order of the clients, with no timer each.
 */
import { nowUs } from '../clock.ts';
import type { GroupSlice } from './group-slice.ts';
import type { CyclePlan } from './plan.ts';
import type { Session } from './session.ts';

/** Clients that leave before the agent does anything else. */
export const AT_ONCE = 256;

export class Leaves {
  readonly #group: GroupSlice;
  /** By position in the slice. */
  readonly #sessions: readonly Session[];
  readonly #leaveStepUs: number;
  readonly #returnStepUs: number;
  #at: number;
  #fromUs = 0;
  #returnUs = 0;

  constructor(group: GroupSlice, sessions: readonly Session[], { inTurn }: CyclePlan) {
    const { rampPerSecond } = group.plan;
    this.#group = group;
    this.#sessions = sessions;
    this.#returnStepUs = rampPerSecond === null ? 0 : 1e6 / rampPerSecond;
    this.#leaveStepUs = inTurn ? this.#returnStepUs : 0;
    this.#at = sessions.length;
  }

  /** The group's first client leaves at `fromUs`, and is to be back at `returnUs`. */
  begin(fromUs: number, returnUs: number): void {
    // Who was to leave last time, and could not yet, does so now.
    this.turn(Number.MAX_VALUE, Number.POSITIVE_INFINITY);
    this.#group.rounds.begins(returnUs);
    this.#fromUs = fromUs;
    this.#returnUs = returnUs;
    this.#at = 0;
  }

  get nextUs(): number {
    if (this.#at === this.#sessions.length) return Number.POSITIVE_INFINITY;
    return this.#fromUs + this.#group.indices[this.#at]! * this.#leaveStepUs;
  }

  turn(untilUs: number, most = AT_ONCE): void {
    for (let left = most; left > 0 && this.nextUs <= untilUs; left--) this.#leave(this.#at++);
  }

  /** Nobody leaves any more. */
  stop(): void {
    this.#at = this.#sessions.length;
  }

  #leave(position: number): void {
    const { plan, indices, subscriber } = this.#group;
    const session = this.#sessions[position]!;
    const atUs = nowUs();
    const backUs = this.#returnUs + indices[position]! * this.#returnStepUs;
    if (session.depart(atUs, plan.leave ?? 'disconnect')) this.#group.left(position, atUs, backUs);
    // Who is not there comes with the others, so that each round has the load of the first. What a subscriber is owed that
    // was never there cannot be told.
    else if (session.isGone && !plan.connect.reconnect && subscriber === null)
      this.#group.returns!.leaves(position, backUs);
  }
}
