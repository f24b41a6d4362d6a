import { spawnSync } from 'node:child_process';

/** One thing that goes wrong, or that somebody does on purpose: what has to come of it, and what does. */
export interface Fault {
  readonly name: string;
  /** What `provoke` has to say that it saw. */
  readonly expected: string;
  /** It takes a few seconds at most, and so is part of `npm test`. */
  readonly short: boolean;
  /** Why it cannot be provoked here; null: it can. */
  readonly lacking?: () => string | null;
  readonly provoke: () => Promise<string>;
}

export const needsRoot = (): string | null => (process.getuid?.() === 0 ? null : 'root');

/** A program that not every machine has. */
export const needsProgram =
  (name: string, ...says: readonly string[]) =>
  (): string | null =>
    spawnSync(name, says).error === undefined ? null : name;
