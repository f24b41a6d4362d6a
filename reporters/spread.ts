/** Values that differ from load to load, in few words. */
import { count, listed } from '../text/format.ts';

const MOST_LISTED = 3;

/** `500`; `500, 1,000 and 2,000`; of more than three `500 to 4,000`. */
export function spreadOf(values: readonly number[], format: (value: number) => string = count): string {
  const different = [...new Set(values)].sort((a, b) => a - b);
  const [lowest, highest] = [different[0], different.at(-1)];
  if (lowest === undefined || highest === undefined) return '';
  return different.length <= MOST_LISTED
    ? listed([...new Set(different.map(format))])
    : `${format(lowest)} to ${format(highest)}`;
}

/** A number as it was set, without figures that nobody wrote. */
export const asSet = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 3 });

/** Texts that differ, each once; of more than three the first three. */
export function eachOf(texts: readonly string[]): string {
  const different = [...new Set(texts)].filter((text) => text !== '');
  const more = different.length - MOST_LISTED;
  return more > 0
    ? `${different.slice(0, MOST_LISTED).join(', ')} and ${count(more)} more`
    : different.join(' or ');
}
