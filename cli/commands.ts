/** What a command line can ask for. */
import type { Settings } from '../fixtures/settings.ts';
import type { ListAsked } from '../load/mqtt/client-list/write.ts';
import type { PoolPlan, WorkPlan } from '../load/mqtt/respond/plan.ts';
import type { ExitCode } from '../saved/exit-codes.ts';
import type { CompareAsked } from './compare-request.ts';
import type { GradeAsked } from './grade.ts';

/** Of `run`, `matrix` and `capacity`. */
export interface RunAsked {
  /** Files and folders as named; empty = the working folder. */
  readonly paths: readonly string[];
  readonly settings: Settings;
  /** Regular expression on full test names. */
  readonly pattern: string | undefined;
  /** File of the private key. */
  readonly sign: string | undefined;
  /** The command line, for the report, with what the environment adds to it. */
  readonly argv: readonly string[];
  /** The command is `capacity`: one of the tests has to be a search. */
  readonly search: boolean;
  /** Options of the command, without dashes, for near misses of an axis. */
  readonly options: readonly string[];
}

export interface BisectAsked {
  readonly paths: readonly string[];
  readonly good: string;
  readonly bad: string;
  /** As SLOs name it. */
  readonly metric: string;
  /** Runs a commit. */
  readonly trials: number;
  readonly build: string | null;
  /** Options of `tidemark run`, as words. */
  readonly options: readonly string[];
  readonly out: string;
  /** The command line, for the report, with what the environment adds to it. */
  readonly argv: readonly string[];
}

export interface RespondAsked {
  /** URL. */
  readonly broker: string;
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
  readonly protocol: '3.1.1' | '5';
  readonly connections: number;
  readonly work: WorkPlan;
  readonly pool: PoolPlan;
  /** Where it tells of itself. */
  readonly host: string;
  readonly port: number;
  readonly drainMs: number;
}

/** Carries out what was asked for. Each answers with the exit code. */
export interface Commands {
  run(asked: RunAsked): Promise<ExitCode>;
  compare(asked: CompareAsked): Promise<ExitCode>;
  bisect(asked: BisectAsked): Promise<ExitCode>;
  /** The file that a bisect wrote for its steps. */
  bisectStep(state: string): Promise<ExitCode>;
  /** A results file. */
  report(file: string): Promise<ExitCode>;
  grade(asked: GradeAsked): Promise<ExitCode>;
  respond(asked: RespondAsked): Promise<ExitCode>;
  clientList(asked: ListAsked): Promise<ExitCode>;
}
