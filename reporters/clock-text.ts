/** Steps of the wall clock, in words. */
import { duration, plural } from '../text/format.ts';

const HOUR_MS = 3_600_000;

/** `set back by 24 hours while the tests ran` */
export function setBy(stepMs: number): string {
  const ms = Math.abs(stepMs);
  const hours = Math.round(ms / HOUR_MS);
  const by =
    ms < HOUR_MS ? duration(ms) : hours < 48 ? plural(hours, 'hour') : plural(Math.round(hours / 24), 'day');
  return `set ${stepMs < 0 ? 'back' : 'forward'} by ${by} while the tests ran`;
}
