/** `tidemark bisect`: what is printed, and the exit code. */
import { relative } from 'node:path';
import { GitError } from '../matrix/arms/git.ts';
import { type Bisected, bisect } from '../matrix/bisect/bisect.ts';
import { TRIALS_REQUIRED } from '../matrix/bisect/ends-apart.ts';
import { step } from '../matrix/bisect/step.ts';
import { bisectLines, bisectMarkdown } from '../reporters/bisect/markdown.ts';
import { EXIT, type ExitCode } from '../saved/exit-codes.ts';
import { holdFolder } from '../saved/held-folder.ts';
import { writeReports } from '../saved/report-files.ts';
import { proveFolder } from '../saved/results-file.ts';
import { shellWords } from '../text/shell-words.ts';
import { UsageError } from './arguments.ts';
import type { BisectAsked } from './commands.ts';
import { findFiles } from './find-files.ts';
import { onInterrupt, onSignals } from './interrupt.ts';
import type { Terminal } from './terminal.ts';

/** Wrong usage: fewer trials than tell a difference from luck. */
function refuseFew(trials: number): void {
  if (trials >= TRIALS_REQUIRED) return;
  throw new UsageError(
    `--trials: at least ${TRIALS_REQUIRED} are required, so that a difference can be told from luck; got ${trials}.`,
  );
}

/** @throws UsageError, ResultsError, and what a bisect throws before anything runs. */
export async function runBisect(
  { paths, argv, ...asked }: BisectAsked,
  { terminal, launcher }: { readonly terminal: Terminal; readonly launcher: string },
): Promise<ExitCode> {
  refuseFew(asked.trials);
  const files = await findFiles(paths);
  await proveFolder(asked.out);
  using _held = await holdFolder(asked.out);
  const command = `npx tidemark ${shellWords(argv)}`;
  const request = { ...asked, repository: process.cwd(), files, launcher, command };
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
      `tidemark: The bad commit must be measurably worse than the good one; ${bisected.why}\nName other commits, or use longer runs (--for) or more of them (--trials).`,
    );
    return EXIT.notJudged;
  }
  if (bisected.kind === 'unsteady') {
    terminal.note(
      `tidemark: A machine that is as fast for one commit as for the next is required; it drifted while commits were measured: ${bisected.why}\nBisect again when less else runs on it, or make the runs longer (--for) or more (--trials); the commits measured are in ${relative('', request.out) || '.'}.`,
    );
    return EXIT.notJudged;
  }
  if (bisected.kind === 'ended early') {
    terminal.note(
      `tidemark: git bisect ended before it found the commit. It said:\n${bisected.said}\nCorrect that and bisect again. What was measured is in ${relative('', request.out) || '.'}.`,
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

export async function runStep(state: string, terminal: Terminal): Promise<ExitCode> {
  const abort = new AbortController();
  using _ = onSignals({ first: () => abort.abort(), second: () => process.exit(EXIT.interrupted) });
  try {
    const verdict = await step(state, { signal: abort.signal, say: (line) => terminal.note(line) });
    // git stops: no further commit could be judged.
    return verdict === null ? EXIT.usage : VERDICTS[verdict];
  } catch (error) {
    if (abort.signal.aborted) return EXIT.interrupted;
    // Whatever it is, it says nothing about the commit: git has to stop, not to skip it.
    terminal.note(error instanceof GitError ? error.message : stackOf(error));
    return EXIT.usage;
  }
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
