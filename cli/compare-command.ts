import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { redact } from '../text/redact.ts';
import { readDurationMs, readInteger } from './arguments.ts';
import type { CompareAsked } from './compare-request.ts';
import { allowFilters, gitFilterOption } from './git-filter.ts';
import { withEnvironment } from './with-environment.ts';
import { writtenOptions } from './written-options.ts';

interface Given {
  readonly out: string;
  readonly budget: number;
  readonly seed?: number;
  readonly metric: readonly string[];
  readonly build?: string;
  readonly gitFilter?: string;
  readonly force?: true;
}

const ARM = 'results file or folder, git revision, or OPTION=VALUE like broker=container:IMAGE';
/** What each run is not given: the comparison says it itself. */
const OWN = new Set(['--out']);

/** `tidemark compare`, with the options of `tidemark run`, which go to each run as they are. */
export function addCompare(
  program: Command,
  addRunOptions: (command: Command) => Command,
  { argv, refuse }: Pick<CompareAsked, 'argv' | 'refuse'>,
  compare: (asked: CompareAsked) => Promise<void>,
): void {
  const command = addRunOptions(program.command('compare').argument('<base>', ARM).argument('<head>', ARM));
  const options = writtenOptions(command, OWN);
  command
    .description(
      'compare saved results, or run two revisions or configurations in turn, and say what became worse',
    )
    .usage('[options] <base> <head> [-- files...]')
    .addOption(
      new Option('--budget <duration>', 'how long all runs may take; there are at least five of each arm')
        .argParser(readDurationMs('--budget'))
        .default(600_000, '10m'),
    )
    .option('--seed <number>', 'seed of the order of the runs', readInteger('--seed'))
    .addOption(
      new Option('--metric <name>', 'metric to judge; may be given more than once')
        .argParser((name, names: readonly string[]) => [...names, name])
        .default([], 'rates, response times, losses, CPU and memory of the target'),
    )
    .option('--build <command>', "command that builds a revision, like 'npm ci'")
    .addOption(gitFilterOption())
    .option('--force', 'compare although the environments differ')
    .action(async (base: string, head: string, paths: string[], given: Given, command: Command) => {
      const { out, budget, seed, metric, build = null, force = false } = given;
      allowFilters(given.gitFilter);
      await compare({
        base,
        head,
        paths,
        options,
        refuse,
        metrics: [...new Set(metric)],
        budgetMs: budget,
        seed: seed ?? randomInt(1, 2 ** 31),
        build,
        force,
        out: resolve(out),
        argv: redact(withEnvironment(argv, command)),
      });
    });
}
