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
