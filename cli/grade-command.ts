/** The options of `tidemark grade`. */
import type { Command } from 'commander';
import { readInteger, readNumber } from './arguments.ts';

export interface GradeRequest {
  readonly rubric: string;
  /** Folder of one submission, or of one folder each. */
  readonly results: string;
  /** Where the grade, or the table of all, goes; undefined = `grade.md` in `results`. */
  readonly out: string | undefined;
  /** File with the public key that results must be signed for. */
  readonly key: string | undefined;
  /** How many cells of each submission are measured again. */
  readonly rerun: number;
  /** Fewer points than these end with 1. */
  readonly atLeast: number | undefined;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

interface Given {
  readonly results: string;
  readonly out?: string;
  readonly key?: string;
  /** True without a number: one. */
  readonly rerun?: number | true;
  readonly atLeast?: number;
}

export function addGrade(program: Command, carryOut: (request: GradeRequest) => Promise<void>): void {
  program
    .command('grade')
    .description('grade submissions by a rubric: Markdown and JSON with the evidence for each point')
    .argument('<rubric.yaml>', 'for example docs/rubrics/lampi.yaml')
    .requiredOption('--results <folder>', 'results of one submission, or a folder with a folder for each')
    .option('--out <grade.md>', 'where the grade, or the table of all, is written (default: in the folder)')
    .option('--rerun [cells]', 'measure so many cells of each submission again', readInteger('--rerun'))
    .option('--key <public.pem>', 'results count only when signed for this Ed25519 key (`run --sign`)')
    .option('--at-least <points>', 'exit with 1 below so many points', readNumber('--at-least'))
    .action(async (rubric: string, { results, out, key, rerun, atLeast }: Given) => {
      const stop = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const)
        process.once(signal, () => stop.abort(new Interrupted()));
      await carryOut({ rubric, results, out, key, rerun: Number(rerun ?? 0), atLeast, signal: stop.signal });
    });
}

/** Ctrl-C: why a signal was aborted. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
