import { listed } from '../text/format.ts';
import { oneLine } from '../text/visible.ts';

/** In what `here` has another value than `there`, like `cores 4, now 2`; empty: in nothing. */
export function differences<T extends object>(there: T, here: T): string {
  const keys = Object.keys(here) as (keyof T & string)[];
  const say = (value: unknown): string =>
    value === null || value === undefined ? 'none' : oneLine(String(value));
  return listed(
    keys
      .filter((key) => say(there[key]) !== say(here[key]))
      .map((key) => `${key} ${say(there[key])}, now ${say(here[key])}`),
  );
}
