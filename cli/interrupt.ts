import { EXIT } from '../saved/exit-codes.ts';
import type { Terminal } from './terminal.ts';

/**
 * The first Ctrl-C (or SIGTERM) aborts the signal, so that what is under way ends in order; the second ends the program
 * at once.
 */
export function onInterrupt(terminal: Terminal): { readonly signal: AbortSignal } & Disposable {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) {
      terminal.note('Ended at once.');
      process.exit(EXIT.interrupted);
    }
    terminal.note('Stopping: keeping what was measured. Press Ctrl-C again to end at once.');
    abort.abort();
  };
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: abort.signal,
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}
