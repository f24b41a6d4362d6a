/** The options of `tidemark grade`. */
import type { Command } from 'commander';
import { readInteger, readNumber } from './arguments.ts';
import type { GradeAsked } from './grade.ts';

interface Given {
  readonly results: string;
  readonly out?: string;
  readonly key?: string;
  /** True without a number: one. */
  readonly rerun?: number | true;
  readonly atLeast?: number;
}

export function addGrade(program: Command, grade: (asked: GradeAsked) => Promise<void>): void {
  program
    .command('grade')
    .description('grade submissions by a rubric: Markdown and JSON with the evidence for each point')
    .argument('<rubric.yaml>', 'rubric, for example docs/rubrics/lampi.yaml')
    .requiredOption(
      '--results <folder>',
      'results folder of one submission, or a folder with one such folder for each submission',
    )
    .option(
      '--out <grade.md>',
      'where the grade, or the table of all, is written (default: beside the submissions)',
    )
    .option('--rerun [cells]', 'how many cells of each submission to measure again', readInteger('--rerun'))
    .option('--key <public.pem>', 'results count only when signed for this Ed25519 key (`run --sign`)')
    .option('--at-least <points>', 'exit with 1 when there are fewer points', readNumber('--at-least'))
    .action(async (rubric: string, { results, out, key, rerun, atLeast }: Given) => {
      await grade({ rubric, results, out, key, rerun: Number(rerun ?? 0), atLeast });
    });
}
