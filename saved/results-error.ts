/** A results file or folder that cannot be used; the message says required, actual and the next step. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError';
}
