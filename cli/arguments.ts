/** Reads option values and the axes of `tidemark matrix`. Everything wrong here is a UsageError. */
import { positiveDurationMs, positiveNumber, wholeNumber } from '../text/positive.ts';

/** The command is written wrongly. The message says what is required, what was given, and what to write. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Runs a reader of text, turning what it throws into a UsageError that names the option. */
export const reading =
  <T>(option: string, read: (text: string) => T) =>
  (text: string): T => {
    try {
      return read(text);
    } catch (error) {
      throw new UsageError(`${option}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

/** A regular expression, as vitest will read it. */
function pattern(text: string): string {
  new RegExp(text);
  return text;
}

export const readPattern = (option: string) => reading(option, pattern);
export const readInteger = (option: string) => reading(option, (text) => wholeNumber(text));
export const readNumber = (option: string) => reading(option, positiveNumber);
export const readDurationMs = (option: string) => reading(option, positiveDurationMs);

/**
 * Splits `--clients 500,1000 file.slo.ts --out x` into the axes (every option that is not one of `known`) and the
 * rest, which is commander's. Throws UsageError for an axis without values.
 */
export function takeAxes(
  argv: readonly string[],
  known: ReadonlySet<string>,
): { axes: Record<string, readonly string[]>; rest: string[] } {
  const axes: Record<string, readonly string[]> = {};
  const rest: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] as string;
    const [option = '', inline] = word.split(/=(.*)/s);
    if (!option.startsWith('--') || option === '--' || known.has(option)) {
      rest.push(word);
      continue;
    }
    const text = inline ?? argv[++index];
    const values = (text ?? '').split(',').map((value) => value.trim());
    if (text === undefined || text.startsWith('--') || values.includes('')) {
      throw new UsageError(`${option}: values are required, like ${option} 500,1000; got "${text ?? ''}".`);
    }
    axes[option.slice(2)] = values;
  }
  return { axes, rest };
}
