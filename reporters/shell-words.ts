/** A command line a shell reads back word by word. */

const PLAIN = /^[\w@%+=:,./-]+$/;

/** POSIX quoting (Shell Command Language, 2.2.2): single quotes keep everything but themselves. */
export const shellWords = (words: readonly string[]): string =>
  words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
