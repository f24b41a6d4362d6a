/** The words of a command of tidemark, as results keep it. */
import { readShellWords } from '../text/shell-words.ts';
import { DECLARED, nameOf } from './run-options.ts';

export interface WrittenCommand {
  /** `npx tidemark run`: what comes before the options. */
  readonly start: readonly [string, string, string];
  readonly options: readonly WrittenOption[];
}

export interface WrittenOption {
  /** `--cpus` */
  readonly name: string;
  /** None where it takes none. */
  readonly values: readonly string[];
}

export function readCommand(command: string): WrittenCommand {
  const [npx = '', tidemark = '', how = '', ...words] = readShellWords(command);
  const options: WrittenOption[] = [];
  for (let at = 0; at < words.length; at++) {
    const [name = '', inline] = words[at]!.split(/=(.*)/s);
    if (!name.startsWith('-')) continue;
    const declared = DECLARED.find((one) => nameOf(one) === name);
    const values = declared && !declared.flags.includes('<') ? [] : [inline ?? words[++at] ?? ''];
    options.push({ name, values });
  }
  return { start: [npx, tidemark, how], options };
}
