/**
 * p values adjusted for their number, in the order given (S. Holm, A simple sequentially rejective multiple test
 * procedure, 1979): below alpha, the chance that any of them is there by luck alone is below alpha.
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, index) => index).sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = new Array<number>(ps.length).fill(1);
  let least = 0;
  order.forEach((index, rank) => {
    least = Math.max(least, Math.min(1, (ps.length - rank) * ps[index]!));
    adjusted[index] = least;
  });
  return adjusted;
}
