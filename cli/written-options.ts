import type { Command } from 'commander';

/**
 * The options of a command as they are written, to be handed on to another one. Ask before parsing: the list fills while
 * the command line is read. What the environment says instead, it says to the other command too.
 */
export function writtenOptions(command: Command, except: ReadonlySet<string>): readonly string[] {
  const written: string[] = [];
  for (const option of command.options) {
    const name = option.long ?? option.flags;
    if (except.has(name)) continue;
    command.on(`option:${option.name()}`, (value?: string) => {
      written.push(name, ...(value === undefined ? [] : [value]));
    });
  }
  return written;
}
