/**
 * Regular expressions over what a site answers. RE2 takes time in proportion to the text, whatever expression and text
 * are; those of JavaScript can take hours for a line.
 */
import { createRequire } from 'node:module';

type Library = typeof import('re2js');

/** Loaded with the first expression: most plans have none. */
const library = (): Library => (loaded ??= createRequire(import.meta.url)('re2js') as Library);
let loaded: Library | null = null;

/** Of the text; what comes after it is not looked at. */
export const SEARCHED_CHARACTERS = 2 ** 20;

export class LinearPattern {
  readonly #pattern: ReturnType<Library['RE2JS']['compile']>;

  /** @throws Error when the text is no expression of RE2 */
  constructor(text: string) {
    this.#pattern = library().RE2JS.compile(text);
  }

  get groups(): number {
    return this.#pattern.groupCount();
  }

  /** Its group in the first match, or the match itself when it has none; undefined without a match. */
  in(text: string): string | undefined {
    const matcher = this.#pattern.matcher(
      text.length > SEARCHED_CHARACTERS ? text.slice(0, SEARCHED_CHARACTERS) : text,
    );
    const found = matcher.find() ? matcher.group(Math.min(this.groups, 1)) : null;
    // A copy: a part of a text keeps all of it in memory.
    return found === null || found === undefined ? undefined : Buffer.from(found).toString();
  }
}

/** Why no value can be taken with it, in words; null = one can. */
export function whyNoPattern(text: string): string | null {
  try {
    const { groups } = new LinearPattern(text);
    return groups > 1 ? `one group at most is required; got ${groups}. Write (?:…) for the others` : null;
  } catch (error) {
    const why = (error as Error).message.replace(/^error parsing regexp: /, '');
    return `a regular expression of RE2 is required, which has no look-around and no back-references; ${why}`;
  }
}
