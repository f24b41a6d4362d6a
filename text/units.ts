/**
 * Quantities as users write them: a number and its unit, never a bare number.
 * One table a dimension; the first unit of each is the canonical one.
 */

const DURATION_US = { us: 1, ms: 1e3, s: 1e6, m: 60e6, min: 60e6, h: 3600e6 } as const;
const SIZE_BYTES = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  KiB: 1024,
  MB: 1e6,
  MiB: 1024 ** 2,
  GB: 1e9,
  GiB: 1024 ** 3,
} as const;
const RATE_PER_SECOND = { '/s': 1, '/min': 1 / 60, '/h': 1 / 3600 } as const;

/** `'6s'`, `'100ms'`, `'30min'` */
export type Duration = `${number}${keyof typeof DURATION_US}`;
/** `'500B'`, `'1.5kB'`, `'64KiB'` */
export type Size = `${number}${keyof typeof SIZE_BYTES}`;
/** `'500/s'`, `'10/min'` */
export type Rate = `${number}${keyof typeof RATE_PER_SECOND}`;

const NUMBER_AND_UNIT = /^(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([a-zA-Z/%]*)$/;

function parse(text: string, table: Readonly<Record<string, number>>, kind: string, example: string): number {
  const match = NUMBER_AND_UNIT.exec(text.trim());
  const factor = match ? table[match[2] ?? ''] : undefined;
  if (!match || factor === undefined) {
    throw new RangeError(
      `${kind} is required, like ${example}; got "${text}". Units: ${Object.keys(table).join(', ')}.`,
    );
  }
  const value = Number(match[1]) * factor;
  if (!(value >= 0)) throw new RangeError(`${kind} must not be negative; got "${text}".`);
  if (value === Number.POSITIVE_INFINITY) throw new RangeError(`${kind} must be finite; got "${text}".`);
  return value;
}

/** Microseconds. Throws RangeError naming the units when the text is not a duration. */
export const durationUs = (text: string): number => parse(text, DURATION_US, 'A duration', "'6s'");
/** Milliseconds. Throws RangeError. */
export const durationMs = (text: string): number => durationUs(text) / 1000;
/** Bytes. Throws RangeError. */
export const sizeBytes = (text: string): number => parse(text, SIZE_BYTES, 'A size', "'500B'");
/** Events per second. Throws RangeError. */
export const ratePerSecond = (text: string): number => parse(text, RATE_PER_SECOND, 'A rate', "'500/s'");

/** Percent. Throws RangeError when the text is no number with a percent sign. */
export function percentage(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
  if (!match) throw new RangeError(`A percentage is required, like '80%'; got "${text}".`);
  return Number(match[1]);
}
