/** Where the users of a plan go. */
import { destinationOf } from '../socket/destination.ts';
import { Sources } from '../socket/sources.ts';
import type { Site } from './exchange.ts';
import type { HttpPlan } from './plan.ts';

/** `sourcePrefix`: see Sources. */
export function siteOf({ target, tls, timeoutMs }: HttpPlan, sourcePrefix: string | null): Site {
  const { origin, host } = new URL(target.url);
  return {
    destination: destinationOf(target, tls, new Sources(sourcePrefix)),
    origin,
    authority: host,
    timeoutUs: timeoutMs * 1000,
  };
}
