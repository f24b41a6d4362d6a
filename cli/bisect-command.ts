/** `tidemark bisect`: its options. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { BisectRequest } from '../matrix/bisect/bisect.ts';
import { openResults } from '../saved/results-file.ts';
import { redact } from '../text/redact.ts';
import { shellWords } from '../text/shell-words.ts';
import { readInteger } from './arguments.ts';
import type { CompareRequest } from './compare-request.ts';
import type { ExitCode } from './exit-codes.ts';
import { findFiles } from './find-files.ts';
import type { Terminal } from './terminal.ts';
import { withEnvironment } from './with-environment.ts';
import { writtenOptions } from './written-options.ts';

interface Given extends Pick<BisectRequest, 'good' | 'bad' | 'metric' | 'trials' | 'out'> {
  readonly build?: string;
}

/** What each run is not given: the bisect says it itself. */
const OWN = new Set(['--out']);

/** `command` has the options of `tidemark run`, which go to each run as they are. */
export function addBisect(
  command: Command,
  how: Pick<CompareRequest, 'argv' | 'terminal' | 'refuse'> & { readonly ended: (code: ExitCode) => void },
): void {
  const { argv, terminal, refuse, ended } = how;
  const options = writtenOptions(command, OWN);
  command
    .description(
      'find the commit that made a metric worse: --good and --bad are measured, then what git bisect picks',
    )
    .requiredOption('--good <revision>', 'a commit where the metric was well')
    .requiredOption('--bad <revision>', 'a later one where it is worse')
    .requiredOption('--metric <name>', 'as SLOs name it, like delivery.p99')
    .option('--trials <count>', 'runs a commit, whose median decides', readInteger('--trials'), 5)
    .option('--build <command>', "makes a commit ready, like 'npm ci'; commits where it fails are skipped")
    .action(async (paths: string[], given: Given, command: Command) => {
      const { good, bad, metric, trials, build = null } = given;
      const { refuseFew, run } = await import('./bisect.ts');
      refuseFew(trials);
      refuse(options, true);
      const files = await findFiles(paths);
      const out = resolve(given.out);
      await openResults(out);
      const repository = process.cwd();
      const words = `npx tidemark ${shellWords(redact(withEnvironment(argv, command)))}`;
      const request = { repository, good, bad, metric, trials, build, files, options, out, command: words };
      ended(await run(request, terminal));
    });
}

/** The step of `git bisect run`. Hidden: only a bisect writes the file it reads. */
export function addBisectStep(program: Command, terminal: Terminal, ended: (code: ExitCode) => void): void {
  program
    .command('bisect-step', { hidden: true })
    .argument('<state.json>')
    .action(async (state: string) => {
      const { runStep } = await import('./bisect.ts');
      ended(await runStep(state, terminal));
    });
}
