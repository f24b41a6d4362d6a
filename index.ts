/** The public names. */
export { describe, expect } from 'vitest';
export { profile } from './fixtures/profile.ts';
export { test } from './fixtures/test.ts';
export type { Behaviour } from './load/http/plan.ts';
export { capacity } from './matrix/capacity.ts';
export { sweep } from './matrix/sweep.ts';
export { judgeResult as judge } from './slo/judge-result.ts';
export { slo } from './slo/promise.ts';
