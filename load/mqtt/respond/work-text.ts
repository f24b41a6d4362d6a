/** The work of a responder as users write it: `none`, `sleep 5ms`, `cpu 1ms`; a colon serves as well as the blank. */
import { durationUs } from '../../../text/units.ts';
import type { WorkPlan } from './plan.ts';

const FORM = /^(none|sleep|cpu)(?:[\s:]+([^\s:].*))?$/;
const REQUIRED = "'none', 'sleep 5ms' or 'cpu 1ms' is required";

/** @throws RangeError */
export function readWork(text: string): WorkPlan {
  const [, kind, duration] = FORM.exec(text.trimStart()) ?? [];
  if (kind === 'none' && duration === undefined) return { kind };
  if ((kind !== 'sleep' && kind !== 'cpu') || duration === undefined)
    throw new RangeError(`${REQUIRED}; got '${text}'.`);
  const us = durationUs(duration);
  if (us === 0) throw new RangeError(`A duration above 0 is required, or 'none'; got '${text}'.`);
  return { kind, us };
}
