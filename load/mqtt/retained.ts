/** Retained messages that came to the subscribing clients of one group in one agent, by position in the slice. */

import { retainedOf } from './group.ts';
import type { SubscriptionPlan } from './plan.ts';
import type { Recorder } from './recorder.ts';

export class Retained {
  /** How many came. */
  readonly counts: Uint32Array;
  readonly #recorder: Recorder;
  /** So many are to come to each client; 0 = it is not known. */
  readonly #expected: number;
  readonly #subscribedUs: Float64Array;

  constructor(subscriptions: readonly SubscriptionPlan[], clients: number, recorder: Recorder) {
    this.#recorder = recorder;
    this.#expected = retainedOf(subscriptions);
    this.counts = new Uint32Array(clients);
    this.#subscribedUs = new Float64Array(this.#expected > 0 ? clients : 0);
  }

  /** The client's SUBSCRIBE is written. */
  subscribes(position: number, atUs: number): void {
    if (this.#expected > 0) this.#subscribedUs[position] = atUs;
  }

  arrived(position: number, atUs: number): void {
    this.#recorder.retained();
    this.counts[position]!++;
    if (this.counts[position] === this.#expected)
      this.#recorder.setup('subscribe.retained', atUs - this.#subscribedUs[position]!);
  }
}
