/** `tidemark bisect`: its options. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { redact } from '../text/redact.ts';
import { readInteger } from './arguments.ts';
import type { BisectAsked } from './commands.ts';
import type { CompareAsked } from './compare-request.ts';
import { allowFilters, gitFilterOption } from './git-filter.ts';
import { withEnvironment } from './with-environment.ts';
import { writtenOptions } from './written-options.ts';

interface Given extends Pick<BisectAsked, 'good' | 'bad' | 'metric' | 'trials' | 'out'> {
  readonly build?: string;
  readonly gitFilter?: string;
}

/** What each run is not given: the bisect says it itself. */
const OWN = new Set(['--out']);

/** `command` has the options of `tidemark run`, which go to each run as they are. */
export function addBisect(
  command: Command,
  { argv, refuse }: Pick<CompareAsked, 'argv' | 'refuse'>,
  bisect: (asked: BisectAsked) => Promise<void>,
): void {
  const options = writtenOptions(command, OWN);
  command
    .description(
      'find the commit that made a metric worse: measures --good and --bad, then the commits that git bisect picks',
    )
    .requiredOption('--good <revision>', 'a commit where the metric was good')
    .requiredOption('--bad <revision>', 'a later one where it is worse')
    .requiredOption('--metric <name>', 'as SLOs name it, like delivery.p99')
    .option(
      '--trials <count>',
      'how often each commit is measured; the median decides',
      readInteger('--trials'),
      5,
    )
    .option(
      '--build <command>',
      "command that builds a commit, like 'npm ci'; a commit where it fails is skipped",
    )
    .addOption(gitFilterOption())
    .action(async (paths: string[], given: Given, command: Command) => {
      refuse(options, true);
      allowFilters(given.gitFilter);
      const { good, bad, metric, trials, out, build = null } = given;
      const words = redact(withEnvironment(argv, command));
      await bisect({ paths, good, bad, metric, trials, build, options, out: resolve(out), argv: words });
    });
}

/** The step of `git bisect run`. Hidden: only a bisect writes the file it reads. */
export function addBisectStep(program: Command, step: (state: string) => Promise<void>): void {
  program.command('bisect-step', { hidden: true }).argument('<state.json>').action(step);
}
