/** How figures are written, everywhere the same. The unit stands beside the figure or in the header, never inside. */
import { count, percent, significant } from './quantity.ts';

/** Stands where there is no figure. */
export const NONE = '–';

export { count, percent, significant };

/** Bytes as MiB with one decimal. */
export const mebibytes = (bytes: number): string => percent(bytes / 2 ** 20);

/** Bytes as kB (1,000 bytes), three significant digits. */
export const kilobytes = (bytes: number): string => significant(bytes / 1000);

/** The figure formatted, or the dash when there is none. */
export const orNone = (value: number | null | undefined, format: (value: number) => string): string =>
  value === null || value === undefined || !Number.isFinite(value) ? NONE : format(value);

/** `1 cell`, `3 cells`. */
export const plural = (n: number, noun: string, several = `${noun}s`): string =>
  `${count(n)} ${n === 1 ? noun : several}`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** `12.5 s`, `3 min 20 s`. */
export function duration(durationMs: number): string {
  if (durationMs < 60_000) return `${significant(durationMs / 1000)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${count(Math.floor(seconds / 60))} min ${seconds % 60} s`;
}

/** A duration as it was set, without figures that nobody wrote: `5 ms`, `0.5 s`, `10 s`, `2 min 30 s`. */
export function setDuration(durationMs: number): string {
  const digits = { maximumFractionDigits: 6 };
  if (durationMs > 0 && durationMs < 100) return `${durationMs.toLocaleString('en-US', digits)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1000).toLocaleString('en-US', digits)} s`;
  return duration(durationMs);
}

/** A load as it is spoken of: `4,000 clients`; an axis that is no plural comes first: `rate 200`. */
export function loadText(axis: string, value: string | number | boolean): string {
  const text = typeof value === 'number' && Number.isInteger(value) ? count(value) : String(value);
  if (!/(?<!qo)s$/.test(axis) || typeof value !== 'number') return `${axis} ${text}`;
  return `${text} ${value === 1 ? axis.slice(0, -1) : axis}`;
}
