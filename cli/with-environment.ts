import type { Command } from 'commander';

/** What the environment said in place of an option belongs to the command that does it again. */
export function withEnvironment(argv: readonly string[], command: Command): readonly string[] {
  const [name = '', ...rest] = argv;
  const added = command.options.flatMap((option) => {
    const key = option.attributeName();
    return option.long && command.getOptionValueSource(key) === 'env'
      ? [option.long, command.getOptionValue(key)]
      : [];
  });
  return [name, ...added, ...rest];
}
