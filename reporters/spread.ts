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

/** Texts that differ, each once; of more than three the first three. What all of them begin with is said once. */
export function eachOf(texts: readonly string[]): string {
  const different = [...new Set(texts)].filter((text) => text !== '');
  const start = sharedStart(different);
  const ends = different.map((text) => text.slice(start.length));
  const more = ends.length - MOST_LISTED;
  return `${start}${
    more > 0 ? `${ends.slice(0, MOST_LISTED).join(', ')} and ${count(more)} more` : ends.join(' or ')
  }`;
}

/** Whole words that all texts begin with, and no part of a piece of code. */
function sharedStart([first, ...others]: readonly string[]): string {
  if (first === undefined || others.length === 0) return '';
  let length = 0;
  while (length < first.length && others.every((text) => text[length] === first[length])) length++;
  const words = first.slice(0, first.lastIndexOf(' ', length - 1) + 1);
  const openCode = words.split('`').length % 2 === 0;
  return openCode ? words.slice(0, words.lastIndexOf('`')) : words;
}
