/** The public names. */
export { describe, expect } from 'vitest';
export type { Crowd } from './fixtures/crowd.ts';
export { settings } from './fixtures/injected-settings.ts';
export { profile } from './fixtures/profile.ts';
export { ACCOUNTS as LAMPI_ACCOUNTS, account as lampiAccount } from './fixtures/site/lampi/accounts.ts';
export { CHANGES as LAMPI_CHANGES } from './fixtures/site/lampi/changes.ts';
export { test } from './fixtures/test.ts';
export type { Behaviour } from './load/http/plan.ts';
export type { MqttGroupInput } from './load/plan-input.ts';
export { capacity } from './matrix/capacity.ts';
export { sweep } from './matrix/sweep.ts';
export { judgeResult as judge } from './slo/judge-result.ts';
export { slo } from './slo/promise.ts';
