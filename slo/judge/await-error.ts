/** A result is used that is not there yet: somebody forgot to wait for it. */
export class AwaitError extends Error {
  override readonly name = 'AwaitError';
}

const calls = new WeakMap<object, string>();

/** Remembers of which call a promise is, like `load.http`. */
export function calledAs<T extends object>(call: string, promise: T): T {
  calls.set(promise, call);
  return promise;
}

/** @throws AwaitError when `value` is a promise; `by` is what was given it: `toMeet`. */
export function refusePromise(value: unknown, by: string): void {
  if (typeof (value as PromiseLike<unknown> | null | undefined)?.then !== 'function') return;
  const call = calls.get(value as object);
  const what = call === undefined ? 'what makes it, like `load.mqtt`' : `\`${call}\``;
  throw new AwaitError(
    `${by} needs the result of a run, and got a promise of one. Write \`await\` before ${what}.`,
  );
}
