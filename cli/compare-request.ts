import type { Terminal } from './terminal.ts';

/** What `tidemark compare` is asked for. */
export interface CompareRequest {
  readonly base: string;
  readonly head: string;
  /** Test files and folders, of arms that are run. */
  readonly paths: readonly string[];
  /** Options of `tidemark run` for both arms, as words. */
  readonly options: readonly string[];
  /** Throws when `tidemark run` would refuse these; `inRevision`: it is run where a revision is checked out. */
  readonly refuse: (options: readonly string[], inRevision: boolean) => void;
  readonly metrics: readonly string[];
  readonly budgetMs: number;
  readonly seed: number;
  readonly build: string | null;
  readonly force: boolean;
  readonly out: string;
  /** For the report. */
  readonly argv: readonly string[];
  readonly terminal: Terminal;
  /** See `ArmRequest`. */
  readonly launcher: string;
}

/** Without what the program adds to it. */
export type CompareAsked = Omit<CompareRequest, 'terminal' | 'launcher'>;
