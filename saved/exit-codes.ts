/**
 * Exit codes of `tidemark`, one sentence each: what a run leaves to whoever started it, beside its files. `git bisect run`
 * reads 125 as "skip" and 128 and above as "stop".
 */
export const EXIT = {
  /** Every SLO was met; nothing regressed. */
  met: 0,
  /** An SLO was breached, or a metric regressed. */
  breached: 1,
  /** Nothing could be judged: a run was invalid, the target would not start, or nothing was tested. */
  notJudged: 125,
  /** The command, a plan or an SLO is written wrongly. */
  usage: 129,
  /** Interrupted by SIGINT, SIGTERM or SIGHUP; finished cells are kept. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
