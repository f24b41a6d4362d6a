/** Figures as people read them, everywhere rounded the same: `163 ms`, `12,000`, `64.2 MB`, `99.5 %`. */

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Whole number with thousands separators: `12,345`. */
export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Three significant digits, at most three decimals: `1,230`, `123`, `12.3`, `1.23`, `0.123`. */
export function significant(value: number): string {
  const size = Math.abs(value);
  return fixed(value, size >= 99.95 || size === 0 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3);
}

/** One decimal: `97.4`. */
export const percent = (value: number): string => fixed(value, 1);

/** `unit` is a metric's canonical unit; bytes are scaled in steps of 1000. */
export function formatQuantity(value: number, unit: string): string {
  const { text, step } = rounded(value, unit);
  return withUnit(text, unit === 'B' ? SIZES[step]! : unit);
}

/** The same without rounding (to a millionth). */
export const formatExactly = (value: number, unit: string): string =>
  withUnit(value.toLocaleString('en-US', { maximumFractionDigits: 6 }), unit);

/** The value that `formatQuantity` shows. */
export function asShown(value: number, unit: string): number {
  const { text, step } = rounded(value, unit);
  return Number(text.replaceAll(',', '')) * 1000 ** step;
}

/** A bound as written, with a space before its unit: `< 100 ms`. */
export const formatBound = (text: string): string => text.replace(/(\d)([a-zA-Z])/g, '$1 $2').trim();

function rounded(value: number, unit: string): { readonly text: string; readonly step: number } {
  const step = unit === 'B' && value >= 1 ? Math.min(SIZES.length - 1, Math.floor(Math.log10(value) / 3)) : 0;
  const figure = value / 1000 ** step;
  const format = Number.isInteger(figure) ? count : unit === '%' ? percent : significant;
  return { text: format(figure), step };
}

const fixed = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const withUnit = (text: string, unit: string): string =>
  unit === '' || unit === '/s' ? `${text}${unit}` : `${text} ${unit}`;
