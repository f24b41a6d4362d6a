/** `tidemark bisect`: options, what is printed, and the exit code. */
import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { type Bisected, type BisectRequest, bisect } from '../matrix/bisect/bisect.ts';
import { TRIALS_REQUIRED } from '../matrix/bisect/ends-apart.ts';
import { step } from '../matrix/bisect/step.ts';
import { bisectLines, bisectMarkdown } from '../reporters/bisect/markdown.ts';
import { redact } from '../reporters/redact.ts';
import { writeReports } from '../reporters/report-files.ts';
import { openResults } from '../reporters/results-file.ts';
import { shellWords } from '../reporters/shell-words.ts';
import { readInteger, UsageError } from './arguments.ts';
import type { CompareRequest } from './compare.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { findFiles } from './find-files.ts';
import { onInterrupt } from './interrupt.ts';
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
      if (trials < TRIALS_REQUIRED) {
        throw new UsageError(
          `--trials: at least ${TRIALS_REQUIRED} are required, so that a difference can be told from luck; got ${trials}.`,
        );
      }
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

async function run(request: BisectRequest, terminal: Terminal): Promise<ExitCode> {
  using interrupt = onInterrupt(terminal);
  const { signal } = interrupt;
  let bisected: Bisected;
  try {
    bisected = await bisect(request, { signal, say: (line) => terminal.note(line) });
  } catch (error) {
    if (!signal.aborted) throw error;
    terminal.note(`Interrupted; what was measured is kept in ${relative('', request.out) || '.'}.`);
    return EXIT.interrupted;
  }
  if (bisected.kind === 'refused') {
    terminal.note(
      `tidemark: Two ends that differ are required; ${bisected.why}\nName other ends, or make the runs longer (--for) or more (--trials).`,
    );
    return EXIT.notJudged;
  }
  if (bisected.kind === 'ended early') {
    terminal.note(
      `tidemark: git bisect ended before it had found the commit: each step has to judge what is checked out, or skip it. It said:\n${bisected.said}\nMend that, and bisect again; the commits measured are in ${relative('', request.out) || '.'}.`,
    );
    return EXIT.notJudged;
  }
  const { result } = bisected;
  const markdown = bisectMarkdown(result);
  const written = await writeReports(request.out, 'bisect', { found: result, markdown });
  terminal.result(...bisectLines(result), ...written.map((path) => `  ${relative('', path)}`));
  return result.outcome.kind === 'found' ? EXIT.met : EXIT.notJudged;
}

const VERDICTS = { good: EXIT.met, bad: EXIT.breached, skip: EXIT.notJudged } as const;

/** The step of `git bisect run`. Hidden: only a bisect writes the file it reads. */
export function addBisectStep(program: Command, terminal: Terminal, ended: (code: ExitCode) => void): void {
  program
    .command('bisect-step', { hidden: true })
    .argument('<state.json>')
    .action(async (state: string) => {
      const abort = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort());
      try {
        const verdict = await step(state, { signal: abort.signal, say: (line) => terminal.note(line) });
        ended(VERDICTS[verdict]);
      } catch (error) {
        if (abort.signal.aborted) return ended(EXIT.interrupted);
        // Whatever it is, it says nothing about the commit: git has to stop, not to skip it.
        terminal.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
        ended(EXIT.usage);
      }
    });
}
