import type { SerializedError } from 'vitest';
import { type ErrorKind, kindOf } from './test-error.ts';

/** Something that kept a test from being judged, or a file from being read. */
export interface Problem {
  readonly kind: ErrorKind;
  /** Where: file or full test name. */
  readonly where: string;
  readonly message: string;
  /** Only of a defect. */
  readonly stack: string | null;
}

/** What an error of a test means. */
export function problemOf(where: string, error: SerializedError): Problem {
  return problem(where, error, kindOf(error));
}

/** Of a file, a hook around tests, or nothing in particular: no target was judged there, so nothing is breached. */
export function problemOutsideTests(where: string, error: SerializedError): Problem {
  const kind = kindOf(error);
  return problem(where, error, kind === 'breach' ? 'defect' : kind);
}

const problem = (where: string, error: SerializedError, kind: ErrorKind): Problem => ({
  kind,
  where,
  message: error.message,
  stack: (kind === 'defect' && error.stack) || null,
});

/** A file could not be written, as on a full disk; anything else is a defect. It takes no verdict away. `files`: it is one of them. */
export function unwritten(error: Error, files: readonly string[] = []): Problem {
  const { name, message, stack = null, code } = error as NodeJS.ErrnoException;
  const where = 'results';
  if (name === 'ResultsError') return { kind: 'unavailable', where, message, stack: null };
  if (code === undefined) return { kind: 'defect', where, message, stack };
  const file = files.join(' or ') || 'a file';
  return { kind: 'unavailable', where, message: `Cannot write ${file}: ${message}.`, stack: null };
}
