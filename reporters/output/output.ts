/** One way in which a run of test files is told: a file, a page, a stream. A file each; `outputs.ts` lists them. */
import type { KeyObject } from 'node:crypto';
import type { AnyResults } from '../../saved/results.ts';
import type { Conclusion } from '../conclusion.ts';

export interface Output {
  /** What it writes, for `--help`. */
  readonly description: string;
  /** Whether it is written where `--output` names none. */
  readonly byDefault: boolean;
  /** It tells the latencies of each second, which results keep only for such an output: they take room. */
  readonly bySecond?: true;
  open(context: OutputContext): OpenOutput;
}

export interface OutputContext {
  /** The results folder. */
  readonly folder: string;
  /** Private Ed25519 key that signs results; null = none. */
  readonly signWith: KeyObject | null;
  /** Says a line about the run to people. */
  note(line: string): void;
}

/** An output of one run. It has those of the methods that it needs; each is called as often as it says. */
export interface OpenOutput {
  /** Its files are called by the kind of load: they would take the place of those of an earlier run. */
  readonly replaces?: true;
  /** Once, before there is a cell: proves that it can be written. @throws ResultsError */
  start?(): Promise<void>;
  /** After each cell, with the results of its kind of load so far. @throws ResultsError, which is told and ends nothing */
  add?(results: AnyResults): Promise<void>;
  /** Once a kind of load, after the last test. Gives the paths written, for people. @throws ResultsError */
  stop?(results: AnyResults): Promise<readonly string[]>;
  /** Once, at the very end, also where no test was run. */
  conclude?(conclusion: Conclusion): Promise<void>;
  /** Name and options of a reporter of vitest that writes it. */
  readonly vitestReporter?: readonly [string, Record<string, unknown>];
}
