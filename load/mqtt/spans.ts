/** Spans of time that were reported one after another by their ends, joined where they overlap. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

export class Spans {
  readonly list: Span[] = [];

  /** `toUs`: not before that of any span so far. */
  add(fromUs: number, toUs: number): void {
    let from = fromUs;
    while ((this.list.at(-1)?.toUs ?? Number.NEGATIVE_INFINITY) >= from)
      from = Math.min(from, this.list.pop()!.fromUs);
    this.list.push({ fromUs: from, toUs });
  }
}

/** Of several lists. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const all = new Spans();
  for (const { fromUs, toUs } of [...spans].sort((a, b) => a.toUs - b.toUs)) all.add(fromUs, toUs);
  return all.list;
}
