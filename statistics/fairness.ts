/**
 * Jain's fairness index: 1 where all got the same, 1/n where one of n got everything (Jain, Chiu and Hawe, DEC-TR-301,
 * 1984). Null: nobody got anything.
 */
export function fairnessOf(amounts: readonly number[]): number | null {
  let sum = 0;
  let squares = 0;
  for (const amount of amounts) {
    sum += amount;
    squares += amount * amount;
  }
  return squares > 0 ? (sum * sum) / (amounts.length * squares) : null;
}
