/** Exit codes of `tidemark`, one sentence each. `git bisect run` reads 125 as "skip" and 128 and above as "stop". */
export const EXIT = {
  /** Every SLO was met. */
  met: 0,
  /** An SLO was breached. */
  breached: 1,
  /** Nothing could be judged: a run was invalid, the target would not start, or nothing was tested. */
  notJudged: 125,
  /** The command, a plan or an SLO is written wrongly. */
  usage: 129,
  /** Interrupted; finished cells are kept. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
