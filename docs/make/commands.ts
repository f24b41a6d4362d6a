/** The commands that a page tells its reader to type. */
import type { Page } from './page.ts';

/** Lines of its `sh` blocks, continued ones joined and comments left out, and code within its sentences. */
export function commandsOn({ blocks, codes }: Page): readonly string[] {
  const lines = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.replace(/\\\n\s*/g, ' ').split('\n'));
  return [...lines, ...codes]
    .flatMap((line) => partsOf(line.replace(/(^|\s)#.*$/, '')))
    .filter((command) => command !== '');
}

/** Splits at `&&`, `||`, `;` and `|` outside of quotes. */
const partsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^'";|&]|&(?!&))+/g)].map(([command]) => command.trim());
