/** Contenders take turns, so that a change of the machine meets all of them. */
export interface InTurn {
  readonly name: string;
  /** It may be unable to do what the others can: that is told, and the command succeeds all the same. */
  readonly mayFail?: boolean;
}

/**
 * One round. Every round begins with another contender: none is always the first. Progress goes to stderr, and so does a turn
 * that fails: its figures are then those of the other rounds, and the exit code of the command is 1.
 */
export async function takeRound<C extends InTurn>(
  contenders: readonly C[],
  { round, rounds, title }: { readonly round: number; readonly rounds: number; readonly title: string },
  turn: (contender: C) => Promise<void>,
): Promise<void> {
  for (let number = 0; number < contenders.length; number++) {
    const contender = contenders[(number + round - 1) % contenders.length]!;
    console.error(`round ${round} of ${rounds}: ${title}: ${contender.name}`);
    try {
      await turn(contender);
    } catch (error) {
      if (!contender.mayFail) process.exitCode = 1;
      console.error(`left out: ${error instanceof Error ? error.message : error}`);
    }
  }
}
