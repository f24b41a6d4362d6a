/** Seeded damage to real packets and answers: the same seed gives the same cases. */
import { mix } from '../../statistics/random.ts';

export class Dice {
  readonly #seed: number;
  #n = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** 0 … below - 1. */
  below(below: number): number {
    return mix(this.#seed, this.#n++) % below;
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

const bytesOf = (dice: Dice, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => dice.below(256)));

/** Bytes that decide something: lengths with more to come, the largest values, separators. */
const TELLING = [0, 1, 2, 0x7f, 0x80, 0xff, 10, 13, 0x20, 0x30, 0x3b, 0x3d];

const DAMAGES: readonly ((bytes: Buffer, dice: Dice) => Buffer)[] = [
  (bytes) => bytes,
  (bytes, dice) => bytes.subarray(0, dice.below(bytes.length + 1)),
  (bytes, dice) => {
    const damaged = Buffer.from(bytes);
    for (let n = dice.below(4); n >= 0 && damaged.length > 0; n--)
      damaged[dice.below(damaged.length)] = dice.below(2) === 0 ? dice.of(TELLING) : dice.below(256);
    return damaged;
  },
  (bytes, dice) => {
    const at = dice.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytesOf(dice, dice.below(12)), bytes.subarray(at)]);
  },
  (bytes, dice) => {
    const from = dice.below(bytes.length + 1);
    const to = from + dice.below(bytes.length - from + 1);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to)]);
  },
  (bytes, dice) => {
    const from = dice.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + dice.below(8))]);
  },
  (_, dice) => bytesOf(dice, dice.below(40)),
];

/** One to four of them in a row, most of them damaged. */
export function damaged(real: readonly Buffer[], dice: Dice): Buffer {
  const parts = Array.from({ length: 1 + dice.below(4) }, () => dice.of(DAMAGES)(dice.of(real), dice));
  return Buffer.concat(parts);
}

/** As a socket might give it: whole, or in pieces. */
export function* pieces(bytes: Buffer, dice: Dice): Generator<Buffer> {
  const most = dice.below(3) === 0 ? 1 + dice.below(7) : bytes.length;
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + dice.below(most));
    yield bytes.subarray(at, end);
    at = end;
  }
}
