import { EXIT } from './exit-codes.ts';

/**
 * Runs `work` until Ctrl-C (or SIGTERM) aborts its signal: it then ends what it has started and throws. The second one
 * ends the program at once. Null: it was interrupted.
 */
export async function interruptible<T>(
  onInterrupt: () => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    onInterrupt();
    abort.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  try {
    return await work(abort.signal);
  } catch (error) {
    if (abort.signal.aborted) return null;
    throw error;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}
