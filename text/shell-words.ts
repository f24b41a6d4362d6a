/** A command line a shell reads back word by word. */

const PLAIN = /^[\w@%+=:,./-]+$/;

/** POSIX quoting (Shell Command Language, 2.2.2): single quotes keep everything but themselves. */
export const shellWords = (words: readonly string[]): string =>
  words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');

/** The words again, of a line that `shellWords` wrote. */
export const readShellWords = (line: string): string[] =>
  (line.match(/(?:'[^']*'|\\.|[^\s'\\])+/g) ?? []).map((word) =>
    word.replace(/'([^']*)'|\\(.)/gs, (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? ''),
  );
