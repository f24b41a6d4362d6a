/**
 * The candidate a mistyped word most likely meant, or null when none is close: at most a third of
 * the word may differ. Edits are a letter more, less or other, or two swapped. Of equals the one that begins the
 * same for longer, then the one whose number is nearer: `p98` means `p99`, not `p90`.
 */
export function nearMiss(word: string, candidates: Iterable<string>): string | null {
  const most = Math.max(1, Math.floor(word.length / 3));
  const near = [...candidates]
    .map((candidate) => ({ candidate, edits: editDistance(word, candidate) }))
    .filter(({ edits }) => edits <= most)
    .sort(
      (a, b) =>
        a.edits - b.edits ||
        samePrefix(word, b.candidate) - samePrefix(word, a.candidate) ||
        numberGap(word, a.candidate) - numberGap(word, b.candidate),
    );
  return near[0]?.candidate ?? null;
}

function samePrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** Between the numbers two words end in; 0 when one has none, so that this decides nothing. */
function numberGap(a: string, b: string): number {
  const [one, other] = [a, b].map((word) => Number(/(?<![\d.])[\d.]+$/.exec(word)?.[0] ?? Number.NaN));
  return Math.abs(one! - other!) || 0;
}

function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, replaced, swapped ? before[j - 2]! + 1 : replaced);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}
