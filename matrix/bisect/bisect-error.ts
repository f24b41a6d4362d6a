/** A bisect that cannot be carried out as asked. The message says required, actual and the next step. */
export class BisectError extends Error {
  override readonly name = 'BisectError';
}
