/** What an error that ended a test, or kept its file from being read, means for the verdict. Pure. */

/** As vitest hands errors from process to process. */
export interface TestErrorLike {
  readonly name?: string;
  readonly message: string;
  readonly stack?: string;
  /** Of a matcher: its name and the `meta` it gave. */
  readonly __vitest_error_context__?: unknown;
}

/**
 * `breach`: an expectation was not met. `usage`: what the user wrote cannot be. `unavailable`: target absent, or
 * nothing could be said about it. `defect`: anything else, worth a stack trace.
 */
export type ErrorKind = 'breach' | 'usage' | 'unavailable' | 'defect';

const USAGE_ERRORS: ReadonlySet<string | undefined> = new Set([
  'AwaitError',
  'TargetChoiceError',
  'CapacityError',
  'PlanError',
  'ProfileError',
  'ResumeError',
  'SloError',
  'SweepError',
  'WindowError',
]);

/** Nothing is wrong with the test, and nothing can be said about the target. */
const NOTHING_SAID: ReadonlySet<string | undefined> = new Set(['TargetUnavailable', 'UnjudgedError']);

export function kindOf(error: TestErrorLike): ErrorKind {
  if (USAGE_ERRORS.has(error.name)) return 'usage';
  if (NOTHING_SAID.has(error.name) || assertedVerdict(error) === 'invalid') return 'unavailable';
  // vitest gives the errors of its own expectations a name, those of added ones (toMeet) only what was compared.
  return error.name === 'AssertionError' || 'actual' in error ? 'breach' : 'defect';
}

/** What `toMeet` or `toBeAtLeast` found against an SLO; empty for any other error, and for an SLO that was met. */
export const assertedReasons = (error: TestErrorLike): readonly string[] => metaOf(error).reasons ?? [];

const assertedVerdict = (error: TestErrorLike): string | null => metaOf(error).verdict ?? null;

interface Meta {
  readonly verdict?: string;
  readonly reasons?: readonly string[];
}

const metaOf = ({ __vitest_error_context__: context }: TestErrorLike): Meta =>
  (context as { readonly meta?: Meta } | undefined)?.meta ?? {};
