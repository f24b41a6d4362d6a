/** The options of `tidemark run` with which results that were handed in are measured again. */
import type { AnyResults } from '../saved/results.ts';
import { DECLARED, nameOf } from './run-options.ts';
import { readCommand } from './written-command.ts';

/** What the command line has beside the options that make settings: where results are kept, and which tests run. */
const LEFT_OUT = ['--sign', '-t', '--testNamePattern'];

/**
 * From the command that a results file names, or why it cannot be run here. Whoever handed the file in wrote it: only
 * what is declared to be safe is taken over (`again` of the option).
 */
export function rerunOptions({
  command,
}: Pick<AnyResults, 'command'>): readonly string[] | { readonly refused: string } {
  const { start, options: written } = readCommand(command);
  const [npx, tidemark, how] = start;
  if (npx !== 'npx' || tidemark !== 'tidemark' || !['run', 'matrix', 'capacity'].includes(how)) {
    return { refused: `it was not made by \`tidemark run\` but by \`${command}\`` };
  }
  const options: string[] = [];
  for (const { name, values } of written) {
    const declared = DECLARED.find((one) => nameOf(one) === name);
    if (LEFT_OUT.includes(name) || declared?.again === 'left out') continue;
    const again = declared?.again;
    if (!(typeof again === 'function' ? isReadAndAllowed(again, values[0] ?? '') : again === 'taken over')) {
      return {
        refused: `its command has \`${[name, ...values].join(' ')}\`, which could do harm and is not repeated; run it yourself`,
      };
    }
    options.push(name, ...values);
  }
  return options;
}

function isReadAndAllowed(again: (value: string) => boolean, value: string): boolean {
  try {
    return again(value);
  } catch {
    return false;
  }
}
