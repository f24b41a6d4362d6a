/**
 * Sets of whole numbers as sorted, disjoint, half-open ranges in one flat list:
 * [from0, to0, from1, to1, …]. Sequence numbers arrive in long runs, so the lists stay short.
 */
export type Ranges = readonly number[];

export function sizeOf(ranges: Ranges): number {
  let size = 0;
  for (let i = 0; i < ranges.length; i += 2) size += ranges[i + 1]! - ranges[i]!;
  return size;
}

/** `[from, to)` without `holes`. */
export function without(from: number, to: number, holes: Ranges): number[] {
  const left: number[] = [];
  let at = from;
  for (let i = 0; i < holes.length && at < to; i += 2) {
    const holeFrom = Math.min(holes[i]!, to);
    if (holeFrom > at) left.push(at, holeFrom);
    at = Math.max(at, holes[i + 1]!);
  }
  if (at < to) left.push(at, to);
  return left;
}

export function union(a: Ranges, b: Ranges): number[] {
  const merged: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const fromA = j >= b.length || (i < a.length && a[i]! <= b[j]!);
    const from = fromA ? a[i]! : b[j]!;
    const to = fromA ? a[i + 1]! : b[j + 1]!;
    if (fromA) i += 2;
    else j += 2;
    const last = merged.length - 1;
    if (last >= 0 && from <= merged[last]!) merged[last] = Math.max(merged[last]!, to);
    else merged.push(from, to);
  }
  return merged;
}

export function intersection(a: Ranges, b: Ranges): number[] {
  const both: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const from = Math.max(a[i]!, b[j]!);
    const to = Math.min(a[i + 1]!, b[j + 1]!);
    if (from < to) both.push(from, to);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return both;
}
