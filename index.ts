/** The public names. */
/// <reference lib="esnext.disposable" preserve="true" />
export { describe, expect } from 'vitest';
export { slo } from './fixtures/cell/promises.ts';
export { settings } from './fixtures/injected-settings.ts';
export type { Crowd } from './fixtures/load/crowd.ts';
export { profile } from './fixtures/profile.ts';
export { test } from './fixtures/test.ts';
export type { Behaviour } from './load/http/plan.ts';
export { clientList } from './load/mqtt/client-list/file.ts';
export type { MqttGroupInput } from './load/mqtt/plan-input.ts';
export { capacity } from './matrix/capacity/capacity.ts';
export { sweep } from './matrix/sweep.ts';
export { judgeResult as judge } from './slo/judge/judge-result.ts';
// Brings the type of `toMeet` to users: a plain import would be dropped from the declarations.
export type {} from './slo/judge/matchers.ts';
