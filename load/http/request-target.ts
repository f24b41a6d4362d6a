/** Paths and queries as requests carry them: ASCII, percent-encoded as the WHATWG URL standard does for `http:` URLs. */

const SOMEWHERE = 'http://localhost';

/** `path` begins with `/`; `/münchen?q=ü b` becomes `/m%C3%BCnchen?q=%C3%BC%20b`, `/a/../b` becomes `/b`. */
export function requestTarget(path: string): string {
  // The parser leaves spaces at the end of its input out.
  const spaces = /(?<! ) *$/.exec(path)![0];
  const whole = path.slice(0, path.length - spaces.length) + '%20'.repeat(spaces.length);
  return new URL(SOMEWHERE + whole).href.slice(SOMEWHERE.length);
}

/** Why no request can carry this path, in words; null = one can. */
export function whyNoTarget(path: string): string | null {
  if (path.includes('#'))
    return 'a fragment is never sent: leave out what follows the #, or write %23 for it';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\x00-\x1f\x7f]/.test(path))
    return 'control characters cannot be sent: leave them out, or write like %0A';
  return path.isWellFormed() ? null : 'half of a surrogate pair cannot be sent: leave it out';
}

/**
 * The field Location of an answer, read byte by byte, with what is beyond ASCII percent-encoded: UTF-8, and whatever else
 * a site sends, comes back to it as it was.
 */
export const encodedLocation = (latin1: string): string =>
  latin1.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
