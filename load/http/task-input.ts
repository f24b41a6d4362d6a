/** What a user writes for a task: one request, or several in `steps`. */
import { z } from 'zod';
import type { Written } from '../plain-data.ts';
import { PlanError } from '../plan-input.ts';
import type { TaskPlan } from './plan.ts';
import { readRequest, requestInput } from './request-input.ts';
import type { RequestPlan } from './request-plan.ts';
import { requestsOf } from './task.ts';
import { namesCsrf } from './template.ts';
import { templatesIn } from './templates.ts';

const step = z.strictObject(requestInput);

export const taskInput = z.strictObject({
  ...requestInput,
  /** Requests one after the other, in place of one. A step that fails is the last one. */
  steps: z.array(step).min(1, 'at least one step is required').optional(),
  /** Default 1. */
  weight: z.number().positive('a weight above 0 is required').default(1),
});
export type TaskInput = Written<typeof taskInput>;
type Values = z.output<typeof taskInput>;

/** `common`: header fields of every request. @throws PlanError */
export function readTask(
  name: string,
  { steps, weight, ...only }: Values,
  common: Readonly<Record<string, string>>,
): TaskPlan {
  const where = `tasks.${name}`;
  const [beside] = Object.keys(only);
  if (steps && beside !== undefined)
    throw new PlanError(`${where}: one of steps and ${beside} is required; got both.`);
  if (!steps && only.take)
    throw new PlanError(`${where}.take: a later step of the task is required, which names the value.`);
  const [first, ...later] = steps
    ? steps.map((one, n) => readRequest(`${where}.steps.${n}`, one, common))
    : [readRequest(where, only, common)];
  return {
    name,
    ...first!.sent,
    weight,
    ...first!.answered,
    ...(later.length > 0 && {
      later: later.map(({ sent, answered }): RequestPlan => ({ ...sent, ...answered })),
    }),
  };
}

export const usesCsrf = (task: TaskPlan): boolean =>
  requestsOf(task).some((request) => templatesIn(request).some(({ text }) => namesCsrf(text)));
