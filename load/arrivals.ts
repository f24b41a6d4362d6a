/**
 * When the messages of a group are due that do not follow one another evenly: by steps of rate, and at random moments.
 * Everything follows from the number of the message and a seed, so any slicing of the clients gives the same sends.
 */

import type { ArrivalsPlan } from './arrivals-plan.ts';
import { uniform } from './uniform.ts';

/** Intervals that are added up at a time. */
const BLOCK = 256;

export class Arrivals {
  readonly #steps: readonly Step[];
  readonly #random: ArrivalsPlan['random'];
  readonly #seed: number;
  /** Where each block of a Poisson process begins, as far as it is known. */
  readonly #blocks: number[] = [0];
  readonly #inBlock = new Float64Array(BLOCK);
  #block = -1;
  #askedUs = Number.NaN;
  #first = 0;

  constructor({ steps, random, seed }: ArrivalsPlan) {
    this.#steps = stepsOf(steps);
    this.#random = random;
    this.#seed = seed;
  }

  /** When message `n` (from 0) of the group is due, in us after the group's first moment; ascends with `n`. */
  dueUs(n: number): number {
    const messages = this.#position(n);
    const steps = this.#steps;
    let at = steps.length - 1;
    while (at > 0 && steps[at]!.messages > messages) at--;
    const step = steps[at]!;
    return step.fromUs + (messages - step.messages) / step.perUs;
  }

  /** The first message that is due at or after `us`; also how many are due before. */
  firstAt(us: number): number {
    if (us === this.#askedUs) return this.#first;
    const step = this.#steps.findLast(({ fromUs }) => fromUs <= us) ?? this.#steps[0]!;
    let n = Math.max(0, this.#near(step.messages + Math.max(0, us - step.fromUs) * step.perUs));
    while (n > 0 && this.dueUs(n - 1) >= us) n--;
    while (this.dueUs(n) < us) n++;
    this.#askedUs = us;
    this.#first = n;
    return n;
  }

  /** Of message `n` in a process of one message a unit of time. */
  #position(n: number): number {
    switch (this.#random) {
      case null:
        return n;
      case 'jittered':
        return n + uniform(this.#seed, n);
      case 'poisson': {
        const block = Math.floor(n / BLOCK);
        if (block !== this.#block) this.#addUp(block);
        return this.#inBlock[n % BLOCK]!;
      }
    }
  }

  /** A message not far from this position. */
  #near(position: number): number {
    if (this.#random !== 'poisson') return Math.floor(position);
    while (this.#blocks.at(-1)! <= position) this.#addUp(this.#blocks.length - 1);
    let low = 0;
    for (let high = this.#blocks.length - 1; low < high; ) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#blocks[middle]! <= position) low = middle;
      else high = middle - 1;
    }
    return low * BLOCK;
  }

  #addUp(block: number): void {
    while (this.#blocks.length <= block) this.#addUp(this.#blocks.length - 1);
    let sum = this.#blocks[block]!;
    for (let i = 0; i < BLOCK; i++) {
      sum -= Math.log1p(-uniform(this.#seed, block * BLOCK + i));
      this.#inBlock[i] = sum;
    }
    this.#block = block;
    if (this.#blocks.length === block + 1) this.#blocks.push(sum);
  }
}

interface Step {
  readonly fromUs: number;
  /** Due before it. */
  readonly messages: number;
  readonly perUs: number;
}

function stepsOf(steps: ArrivalsPlan['steps']): Step[] {
  let fromUs = 0;
  let messages = 0;
  return steps.map(({ durationUs, perSecond }) => {
    const step = { fromUs, messages, perUs: perSecond / 1e6 };
    fromUs += durationUs;
    messages += durationUs * step.perUs;
    return step;
  });
}
