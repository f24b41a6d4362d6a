/** Seeded randomness: the same for any slicing, because each user has its own sequence. */

const GOLDEN = 0x9e3779b9;

/** A well mixed 32-bit number of two (the finaliser of MurmurHash3). */
export function mix(seed: number, n: number): number {
  let h = (seed ^ Math.imul(n + 1, GOLDEN)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The `n`th number of a user's sequence, 0 <= x < 1. */
export const randomAt = (seed: number, user: number, n: number): number => mix(mix(seed, user), n) / 2 ** 32;

/** 0…length−1 in an order that follows from the seed (Fisher and Yates). */
export function shuffled(length: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor((mix(seed, i) / 2 ** 32) * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
