import type { Command } from 'commander';

/** What the environment said in place of an option belongs to the command that does it again. */
export function withEnvironment(argv: readonly string[], command: Command): readonly string[] {
  const [name = '', ...rest] = argv;
  const added = command.options.flatMap(({ long }) => {
    const option = long?.slice(2) ?? '';
    return command.getOptionValueSource(option) === 'env'
      ? [`--${option}`, command.getOptionValue(option)]
      : [];
  });
  return [name, ...added, ...rest];
}
