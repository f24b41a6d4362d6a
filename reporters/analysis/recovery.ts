import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import { listed, significant } from '../../text/format.ts';
import { cellName } from '../cell-name.ts';
import { kindOf } from '../kinds/kinds.ts';
import { lastMeasured, type MeasuredCellRun } from '../rows.ts';

/** Back to normal: p99 within a quarter of where it began. Two runs of one load differ by about that much at p99. */
const P99_FACTOR = 1.25;
/** … or within a millisecond of it: below that a single scheduling delay decides. */
const P99_SLACK_MS = 1;
/** … and at least this share of the offered messages sent. */
const RATE_SHARE = 0.99;

/** What each disturbance did from window to window, and whether its last window is like its first. */
export function recoveryParagraph(results: SavedResults): string | null {
  const sentences = results.cells.flatMap((cell) => {
    const run = lastMeasured(cell);
    return run ? (windowsText(cell, run, results) ?? []) : [];
  });
  return sentences.length > 0 ? sentences.join(' ') : null;
}

function windowsText(cell: SavedCell, run: MeasuredCellRun, results: SavedResults): string | null {
  const { names, texts, figuresOf } = kindOf(results);
  const planned = run.result.plan.windows
    .filter(({ name }) => name !== 'measure')
    .sort((a, b) => a.fromMs - b.fromMs);
  const windows = planned.flatMap(({ name }) => {
    const figures = figuresOf(cell, run, name);
    const seen = names.latencies.flatMap(({ family, name }) => {
      const p99 = figures(`${family}.p99`);
      return p99 === null ? [] : [{ p99, kind: name }];
    });
    const latency = seen.at(-1);
    if (!latency) return [];
    const [offered, sent] = [names.offered && figures(names.offered), figures(names.achieved)];
    // In a closed loop nothing is offered beyond what is sent.
    const share = offered === null || sent === null ? null : sent / offered;
    return [{ name, share, ...latency }];
  });
  const [first, last] = [windows[0], windows.at(-1)];
  if (!first || !last || first === last) return null;
  const course = windows.map(
    ({ name, p99, share }) =>
      `${significant(p99)} ms in "${name}"${share === null ? '' : ` (${significant(share * 100)} % of the offered rate)`}`,
  );
  const kinds = new Set(windows.map(({ kind }) => kind));
  const what = kinds.size > 1 ? 'p99' : `p99 of the ${first.kind}`;
  const after = planned.slice(planned.findIndex(({ name }) => name === last.name) + 1);
  const end =
    after.length > 0
      ? `In ${listed(after.map(({ name }) => `"${name}"`))} nothing was answered: the target does not recover.`
      : ending(windows.slice(0, -1), last, texts.absent(run.result));
  return `In "${cellName(cell, results.cells)}" the ${what} was ${course.join(', then ')}. ${end}`;
}

interface Window {
  readonly name: string;
  readonly p99: number;
  /** Sent of offered, 0..1; null in a closed loop. */
  readonly share: number | null;
}

function ending(before: readonly Window[], last: Window, refused: string | null): string {
  const first = before[0] ?? last;
  const calm = ({ p99 }: Window): boolean =>
    p99 <= Math.max(first.p99 * P99_FACTOR, first.p99 + P99_SLACK_MS);
  const sent = ({ share }: Window): boolean => share === null || share >= RATE_SHARE;
  const complaints = [
    ...(calm(last) ? [] : [`its p99 is ${significant(last.p99 / first.p99)} times that of "${first.name}"`]),
    ...(sent(last)
      ? []
      : [`only ${significant((last.share ?? 0) * 100)} % of the offered messages were sent`]),
  ];
  if (complaints.length > 0) {
    return `The target does not recover by the end of "${last.name}": ${complaints.join(' and ')}.`;
  }
  const kept = last.share === null ? '' : ' and all offered messages are sent';
  const unsent = before.filter((window) => !sent(window)).map(({ name }) => `"${name}"`);
  const short = [
    ...(unsent.length > 0 ? [`not all messages offered in ${listed(unsent)} were sent`] : []),
    ...(refused === null ? [] : [refused]),
  ];
  if (short.length > 0) {
    return `"${last.name}" is like "${first.name}" again (within 25 %)${kept}, but the target did not get the whole disturbance: ${short.join(' and ')}.`;
  }
  return before.every(calm)
    ? `The target was not disturbed: no window is more than 25 % slower than "${first.name}"${kept}.`
    : `The target recovers: "${last.name}" is like "${first.name}" again (within 25 %)${kept}.`;
}
