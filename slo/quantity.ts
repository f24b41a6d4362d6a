/** Figures as people read them: `163.1 ms`, `12,000`, `64.2 MB`, `99.5 %`. */

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

function scaled(
  value: number,
  unit: string,
): { readonly figure: number; readonly step: number; readonly decimals: number } {
  if (unit === 'B') {
    const step = value >= 1 ? Math.min(SIZES.length - 1, Math.floor(Math.log10(value) / 3)) : 0;
    return { figure: value / 1000 ** step, step, decimals: 1 };
  }
  const decimals = unit === '' ? 3 : unit === '/s' || value >= 100 ? 1 : value >= 1 ? 2 : 3;
  return { figure: value, step: 0, decimals };
}

/** `unit` is a metric's canonical unit; bytes are scaled in steps of 1000. */
export function formatQuantity(value: number, unit: string): string {
  const { figure, step, decimals } = scaled(value, unit);
  return written(figure, decimals, unit === 'B' ? SIZES[step]! : unit);
}

/** The same without rounding (to a millionth). */
export const formatExactly = (value: number, unit: string): string => written(value, 6, unit);

/** The value that `formatQuantity` shows. */
export function asShown(value: number, unit: string): number {
  const { figure, step, decimals } = scaled(value, unit);
  return Number(figure.toFixed(decimals)) * 1000 ** step;
}

/** A bound as written, with a space before its unit: `< 100 ms`. */
export const formatBound = (text: string): string => text.replace(/(\d)([a-zA-Z])/g, '$1 $2').trim();

function written(value: number, maximumFractionDigits: number, unit: string): string {
  const figure = value.toLocaleString('en-US', { maximumFractionDigits });
  return unit === '' || unit === '/s' ? `${figure}${unit}` : `${figure} ${unit}`;
}
