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

/** Whole clauses that all texts begin with, up to a comma outside of code: a part of "3 min 20 s" would be another time. */
function sharedStart([first, ...others]: readonly string[]): string {
  if (first === undefined || others.length === 0) return '';
  let end = 0;
  let inCode = false;
  for (let at = 0; at < first.length && others.every((text) => text[at] === first[at]); at++) {
    if (first[at] === '`') inCode = !inCode;
    if (!inCode && first.slice(at - 1, at + 1) === ', ') end = at + 1;
  }
  return first.slice(0, end);
}
