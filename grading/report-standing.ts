/** Whether a Markdown report says what its results file says. Pure. */
import type { ReportStanding } from './submission.ts';

const SHOWN = 120;

/** `rebuilt` from the results file of release `tidemark`, by release `ours`; `found` null = there is no report. */
export function reportStanding(
  found: string | null,
  rebuilt: string,
  { tidemark, ours }: { readonly tidemark: string; readonly ours: string },
): ReportStanding {
  if (found === null) return { kind: 'absent' };
  const lines = linesOf(found);
  let at = 0;
  for (const wanted of linesOf(rebuilt)) {
    // The earliest place leaves the most room for what comes after.
    const next = lines.indexOf(wanted, at);
    if (next >= 0) at = next + 1;
    else if (tidemark !== ours) return { kind: 'of another release', tidemark };
    else return { kind: 'differs', missing: wanted.replace(/\s+/g, ' ').trim().slice(0, SHOWN) };
  }
  const own = lines.length - linesOf(rebuilt).length;
  return own > 0 ? { kind: 'added', lines: own } : { kind: 'follows' };
}

const linesOf = (text: string): string[] =>
  text.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [line.trimEnd()]));
