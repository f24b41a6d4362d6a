import { readFitChoice } from './choice.ts';
import type { Kinds } from './kind.ts';
import { leftoversRemoved } from './leftovers.ts';
import type { Target } from './target.ts';

/**
 * Starts the target that the options choose, or finds the one they name, and returns once it answers. The first start
 * in a process removes what dead predecessors left.
 * @throws TargetChoiceError when the choice cannot be read or does not go with the other options: wrong usage.
 * @throws TargetUnavailable when the target cannot be had: required, actual, next step, the end of its log.
 */
export async function startTarget<Made extends Target, Options extends { readonly choice: string }>(
  kinds: Kinds<Made, Options>,
  options: Options,
): Promise<Made> {
  const { kind, named } = readFitChoice(kinds, options);
  await leftoversRemoved();
  return kind.start(named, options);
}
