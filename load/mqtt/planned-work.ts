import type { Plan } from './plan.ts';

/** What of a plan is work: not where the broker listens. */
export const workOfGroups = ({ target: _, ...work }: Plan): object => work;
