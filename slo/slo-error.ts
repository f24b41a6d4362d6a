/** A promise that cannot be checked: unknown metric, malformed bound, wrong unit. Thrown before any load. */
export class SloError extends RangeError {
  override readonly name = 'SloError';
}
