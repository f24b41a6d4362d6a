import type { TaskPlan } from './plan.ts';
import type { RequestPlan } from './request-plan.ts';

/** What a user asks for in a task, in this order. */
export const requestsOf = (task: TaskPlan): readonly RequestPlan[] => [task, ...(task.later ?? [])];
