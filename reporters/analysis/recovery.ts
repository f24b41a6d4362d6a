import type { MeasuredRun } from '../../load/result.ts';
import { figuresOf, lastMeasured } from '../figures.ts';
import { cellName, significant } from '../format.ts';
import type { Cell, Results } from '../results.ts';

/** Back to normal: p99 within a quarter of where it began. Two runs of one load differ by about that much at p99. */
const P99_FACTOR = 1.25;
/** … or within a millisecond of it: below that a single scheduling delay decides. */
const P99_SLACK_MS = 1;
/** … and at least this share of the offered messages sent. */
const RATE_SHARE = 0.99;

/** What each disturbance did from window to window, and whether its last window is like its first. */
export function recoveryParagraph(results: Results): string | null {
  const sentences = results.cells.flatMap((cell) => {
    const run = lastMeasured(cell);
    return run ? (windowsText(cell, run.result, results) ?? []) : [];
  });
  return sentences.length > 0 ? sentences.join(' ') : null;
}

function windowsText(cell: Cell, run: MeasuredRun, results: Results): string | null {
  const windows = run.plan.windows
    .filter(({ name }) => name !== 'measure')
    .sort((a, b) => a.fromMs - b.fromMs)
    .flatMap(({ name }) => {
      const figures = figuresOf(run, name);
      const latency = figures?.delivery ?? figures?.ack;
      return figures && latency
        ? [{ name, figures, p99: latency.p99, kind: figures.delivery ? 'delivery' : 'ack' }]
        : [];
    });
  const [first, last] = [windows[0], windows.at(-1)];
  if (!first || !last || first === last) return null;
  const course = windows.map(({ name, p99, figures }) => {
    const share = shareOf(figures);
    return `${significant(p99)} ms in "${name}" (${significant(share * 100)} % of the offered rate)`;
  });
  const worst = windows.reduce((most, window) => (window.p99 > most.p99 ? window : most));
  const kinds = new Set(windows.map(({ kind }) => kind));
  const what = kinds.size > 1 ? 'p99' : `p99 of the ${first.kind === 'ack' ? 'acknowledgement' : 'delivery'}`;
  return `In ${cellName(cell, results.cells)} the ${what} was ${course.join(', then ')}. ${ending(first, last, worst)}`;
}

interface Window {
  readonly name: string;
  readonly p99: number;
  readonly figures: { readonly offeredPerSecond: number; readonly achievedPerSecond: number };
}

function ending(first: Window, last: Window, worst: Window): string {
  const calm = (p99: number): boolean => p99 <= Math.max(first.p99 * P99_FACTOR, first.p99 + P99_SLACK_MS);
  const rate = shareOf(last.figures) >= RATE_SHARE;
  const disturbed = !calm(worst.p99) && worst !== last;
  if (calm(last.p99) && rate) {
    return disturbed
      ? `It recovers: "${last.name}" is back within a quarter of "${first.name}" and the offered rate is kept.`
      : `It was not disturbed: "${last.name}" stays within a quarter of "${first.name}" and the offered rate is kept.`;
  }
  const complaints = [
    ...(calm(last.p99)
      ? []
      : [`its p99 is ${significant(last.p99 / first.p99)} times that of "${first.name}"`]),
    ...(rate ? [] : [`only ${significant(shareOf(last.figures) * 100)} % of the offered messages were sent`]),
  ];
  return `It does not recover by the end of "${last.name}": ${complaints.join(' and ')}.`;
}

const shareOf = ({ offeredPerSecond, achievedPerSecond }: Window['figures']): number =>
  offeredPerSecond > 0 ? achievedPerSecond / offeredPerSecond : 1;
