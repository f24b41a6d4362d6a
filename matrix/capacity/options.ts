/** What a user says about a capacity search, and what the command line says in its place. Pure. */
import type { CapacityOverrides } from '../../fixtures/settings.ts';
import { type Duration, durationMs, percentage, type Rate, ratePerSecond } from '../../text/units.ts';
import type { Search } from './search.ts';

export interface CapacityOptions {
  /** The lowest load: a number of clients, or a rate. It should hold. */
  readonly from: number | Rate;
  /** The highest load tried, in the same unit. */
  readonly to: number | Rate;
  /** How close the bounds come to each other. Default '5%'. */
  readonly width?: `${number}%`;
  /** Hold the answer for so long, and judge its `drift`. */
  readonly confirm?: Duration;
  /** What the load counts: 'devices'. Default: the name of the first parameter of `measure`. */
  readonly axis?: string;
}

/** A capacity search, or what the command line says of it, makes no sense. */
export class CapacityError extends Error {
  override name = 'CapacityError';
}

export interface CapacityPlan extends Search {
  readonly unit: '' | '/s';
  readonly confirmMs: number | null;
}

/** Throws CapacityError naming the option, what is required and what was given. */
export function readCapacity(
  title: string,
  written: CapacityOptions,
  given: CapacityOverrides | null,
): CapacityPlan {
  const fail = (message: string): never => {
    throw new CapacityError(`capacity('${title}'): ${message}`);
  };
  const reading = <T>(name: string, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      return fail(`${name}: ${(error as Error).message}`);
    }
  };
  const unit = typeof written.from === 'number' ? '' : '/s';
  const load = (name: 'from' | 'to'): number => {
    const value = given?.[name] ?? written[name];
    const loads = reading(name, () =>
      unit === '/s' ? ratePerSecond(String(value)) : wholeNumber(String(value)),
    );
    return Number.isInteger(loads) && loads >= 1
      ? loads
      : fail(`${name}: a whole number from 1 is required; got ${value}.`);
  };
  const [from, to] = [load('from'), load('to')];
  if (to < from) fail(`to: at least from (${from}${unit}) is required; got ${to}${unit}.`);
  const width = reading('width', () => share(given?.width ?? written.width ?? '5%'));
  const confirm = given?.confirm ?? written.confirm;
  const confirmMs = confirm === undefined ? null : reading('confirm', () => durationMs(confirm));
  if (confirmMs === 0) fail("confirm: a duration above 0 is required, like '10m'; got 0.");
  if (written.axis?.trim() === '')
    fail("axis: what the load counts is required, like 'devices'; got nothing.");
  return { from, to, width, unit, confirm: confirmMs !== null, confirmMs };
}

function wholeNumber(text: string): number {
  if (!/^\d+(e\d+)?$/.test(text))
    throw new RangeError(`a whole number is required, like 1000; got "${text}".`);
  return Number(text);
}

function share(text: string): number {
  const percent = percentage(text);
  if (percent > 0 && percent <= 100) return percent / 100;
  throw new RangeError(`A percentage above 0 and up to 100 is required, like '5%'; got "${text}".`);
}
