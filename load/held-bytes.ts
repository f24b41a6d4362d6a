/**
 * Memory for what targets send in parts and what is kept until its end has come: of all connections of a process together.
 * Each of them has a limit of its own; thousands at their limits would take all memory there is.
 */
import { mebibytes } from '../text/format.ts';

const MIB = 2 ** 20;
/** Far more than what is under way at once of a load whose messages and pages are small. */
const LEAST_BYTES = 512 * MIB;

export class HeldBytes {
  /** In words, like '512 MiB'. */
  readonly most: string;
  #left: number;

  /** `neededBytes`: what the plan itself may have under way at once. */
  constructor(neededBytes = 0, leastBytes = LEAST_BYTES) {
    this.#left = Math.max(leastBytes, neededBytes);
    this.most = `${mebibytes(this.#left)} MiB`;
  }

  /** False: there is no room for so many more. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}
