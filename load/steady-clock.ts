/**
 * Milliseconds since 1970 as this process knew them when it began, counted on by the monotonic clock. Somebody who sets the
 * wall clock moves no second of a run.
 */
export const steadyMs = (): number => performance.timeOrigin + performance.now();
