/** Inline Markdown (GitHub flavoured), safe for any text a user, a broker or an error message brings. */
import { joinedLines } from '../../text/joined-lines.ts';

/** Plain text: no character of it is read as markup. */
export const text = (value: string): string =>
  joinedLines(value)
    .replace(/[\\`*[\]<|~]|&(?=#?\w+;)|(?<!\w)_|_(?!\w)/g, '\\$&')
    .replace(/^([#>+-]|\d+[.)])(?=\s)/, '\\$1');

/** Code span; backticks inside are fenced by one more (CommonMark 6.1). */
export function code(value: string): string {
  const line = joinedLines(value);
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/** Fenced block that outlasts any fence inside. */
export function codeBlock(value: string, language = ''): string {
  const runs = value.match(/`{3,}/g) ?? [];
  const fence = '`'.repeat(Math.max(2, ...runs.map((run) => run.length)) + 1);
  return `${fence}${language}\n${value}\n${fence}`;
}
