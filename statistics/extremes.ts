/** Of series of any length: `Math.max(...values)` has no room for a value a second of some hours. */

/** `least` where there is none. */
export const largest = (values: readonly number[], least = Number.NEGATIVE_INFINITY): number =>
  values.reduce((found, value) => Math.max(found, value), least);

/** Infinity where there is none. */
export const smallest = (values: readonly number[]): number =>
  values.reduce((found, value) => Math.min(found, value), Number.POSITIVE_INFINITY);
