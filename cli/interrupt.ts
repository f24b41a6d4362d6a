import { EXIT } from '../saved/exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** Ctrl-C, `kill`, and the end of the terminal. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Ctrl-C reaches a program that npm or npx runs twice, from the terminal and from npm. */
const ONE_PRESS_MS = 200;

/** What a command does that is to end. */
export interface Ending {
  /** In order, as soon as it can. */
  first(): void;
  /** At once; it is not waited for what is under way. */
  second(): void;
}

/**
 * The first of the signals is for the end in order, the next one for the end at once. A terminal that ends may say so more
 * than once, so SIGHUP never is the next one.
 */
export function onSignals({ first, second }: Ending, nowMs = (): number => performance.now()): Disposable {
  let firstMs: number | null = null;
  const heard = (signal: NodeJS.Signals): void => {
    if (firstMs === null) {
      firstMs = nowMs();
      first();
    } else if (signal !== 'SIGHUP' && nowMs() - firstMs > ONE_PRESS_MS) second();
  };
  for (const signal of SIGNALS) process.on(signal, heard);
  return {
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, heard);
      if (firstMs !== null) keepExitCode();
    },
  };
}

/** What an interrupted command still does after its end in order takes less. */
const ENDS_WITHIN_MS = 2000;
let endingSinceMs: number | null = null;

/** A signal that comes then ends nothing sooner. Without a listener it would end the program, with another exit code. */
function keepExitCode(): void {
  const listening = endingSinceMs !== null;
  endingSinceMs = performance.now();
  if (!listening) for (const signal of SIGNALS) process.on(signal, late);
}

function late(): void {
  if (performance.now() - endingSinceMs! > ENDS_WITHIN_MS) process.exit(EXIT.interrupted);
}

export const STOPPING = 'Stopping: keeping what was measured. Press Ctrl-C again to end at once.';

/** The first signal aborts what is under way, the next one ends the program. */
export function onInterrupt(terminal: Terminal): { readonly signal: AbortSignal } & Disposable {
  const abort = new AbortController();
  const signals = onSignals({
    first() {
      terminal.note(STOPPING);
      abort.abort();
    },
    second() {
      terminal.note('Ended at once.');
      process.exit(EXIT.interrupted);
    },
  });
  return { signal: abort.signal, [Symbol.dispose]: () => signals[Symbol.dispose]() };
}
