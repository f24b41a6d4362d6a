/** The elements of a JSON array as texts, one after the other, so that only one of them is in memory twice. */

/** A text that is no JSON array: what is there in place of it. */
export class NoArray extends Error {}

const BLANK = /\s/;

/** `mostLength`: of one element. @throws NoArray */
export function* rowTexts(text: string, mostLength: number): Generator<string> {
  let at = pastBlanks(text, 0);
  if (text[at] !== '[') throw new NoArray(at === text.length ? 'nothing' : 'something else');
  at = pastBlanks(text, at + 1);
  while (text[at] !== ']') {
    const to = elementEnd(text, at, mostLength);
    yield text.slice(at, to);
    const closed = text[to] === ']';
    at = closed ? to : pastBlanks(text, to + 1);
    if (!closed && text[at] === ']') throw new NoArray('a comma with nothing after it');
  }
  if (pastBlanks(text, at + 1) < text.length) throw new NoArray('more after its end');
}

function pastBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && BLANK.test(text[at]!)) at++;
  return at;
}

/** Where the comma or the bracket after it is. */
function elementEnd(text: string, from: number, mostLength: number): number {
  let depth = 0;
  let quoted = false;
  const last = Math.min(text.length, from + mostLength);
  for (let at = from; at < last; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') depth++;
    else if (depth === 0 && (character === ',' || character === ']')) return at;
    else if (character === '}' || character === ']') depth--;
  }
  throw new NoArray(
    last === text.length
      ? 'no end of it'
      : `a row of more than ${mostLength.toLocaleString('en-US')} characters`,
  );
}
