/** Ticks at round figures. */

/** A round distance of ticks for about `wanted` of them: 1, 2 or 5 times a power of ten. */
export function tickDistance(span: number, wanted: number): number {
  const rough = (span || 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
}

/** Multiples of a round distance, about eight. */
export function ticksWithin(from: number, to: number): number[] {
  const distance = tickDistance(to - from, 8);
  const first = Math.ceil(from / distance);
  return Array.from(
    { length: Math.floor(to / distance) - first + 1 },
    (_, index) => (first + index) * distance,
  );
}
