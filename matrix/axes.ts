/** The axes of a sweep and the cells they span. Pure. */
import { nearMiss } from '../text/near-miss.ts';
import { redactText } from '../text/redact.ts';

export type AxisValue = string | number | boolean;
export type Axes = Readonly<Record<string, readonly AxisValue[]>>;
/** One value of each axis. */
export type CellOf<A extends Axes> = { readonly [K in keyof A]: A[K][number] };

/** The axes of a sweep, or the values given for them on the command line, make no sense. */
export class SweepError extends Error {
  override name = 'SweepError';
}

/** Reads a value as the axis writes its own: a number for numbers, true or false for booleans. */
function readValue(axis: string, like: AxisValue, text: string): AxisValue {
  if (typeof like === 'string') return text;
  const value = typeof like === 'boolean' ? { true: true, false: false }[text] : Number(text);
  if (value === undefined || Number.isNaN(value) || text.trim() === '') {
    throw new SweepError(
      `--${axis} ${text}: a ${typeof like} is required, like ${like}; got "${text}". Write --${axis} ${like}.`,
    );
  }
  return value;
}

/** Replaces axes by the values given for them; those of other sweeps are left alone. Throws SweepError. */
export function overrideAxes(
  title: string,
  axes: Axes,
  given: Readonly<Record<string, readonly string[]>>,
): Axes {
  for (const [name, values] of Object.entries(axes)) {
    if (values.length === 0) {
      throw new SweepError(`sweep('${title}'): axis ${name} is empty; at least one value is required.`);
    }
  }
  const replaced: Record<string, readonly AxisValue[]> = { ...axes };
  for (const [name, values] of Object.entries(given)) {
    const like = axes[name]?.[0];
    if (like !== undefined) replaced[name] = values.map((text) => readValue(name, like, text));
  }
  return replaced;
}

/**
 * Refuses an axis that no sweep has: a typo must not run the wrong matrix. `axes` are those of all sweeps,
 * `options` what else the command takes, without dashes. Throws SweepError with the near miss among both.
 */
export function refuseUnknownAxes(
  given: Iterable<string>,
  axes: ReadonlySet<string>,
  options: Iterable<string>,
): void {
  for (const name of given) {
    if (axes.has(name)) continue;
    const near = nearMiss(name, [...axes, ...options]);
    const known = axes.size > 0 ? `Axes: ${[...axes].join(', ')}.` : 'These files hold no sweep with axes.';
    throw new SweepError(
      `--${name}: no sweep has an axis "${name}".${near ? ` Did you mean --${near}?` : ''} ${known}`,
    );
  }
}

/** Every combination, the last axis turning fastest; each `repeat` times, numbered from 1 when more than once. */
export function cellsOf(axes: Axes, repeat: number): readonly Readonly<Record<string, AxisValue>>[] {
  let cells: Record<string, AxisValue>[] = [{}];
  for (const [name, values] of Object.entries(axes)) {
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value })));
  }
  if (repeat === 1) return cells;
  return cells.flatMap((cell) =>
    Array.from({ length: repeat }, (_, index) => ({ ...cell, repeat: index + 1 })),
  );
}

/** `clients=500 qos=0`; it ends up in every report, so credentials are taken out. */
export const cellTitle = (cell: Readonly<Record<string, AxisValue>>): string =>
  Object.entries(cell)
    .map(([name, value]) => redactText(`${name}=${value}`))
    .join(' ');
