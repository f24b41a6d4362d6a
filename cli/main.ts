/** `tidemark run | matrix | capacity | compare | bisect | grade | report | respond | client-list`. Returns the exit code; see saved/exit-codes.ts. */
import { CommanderError } from 'commander';
import { ArmError } from '../matrix/arms/arm.ts';
import { GitError } from '../matrix/arms/git.ts';
import { LAUNCHER } from '../matrix/arms/launcher.ts';
import { SweepError } from '../matrix/axes.ts';
import { BisectError } from '../matrix/bisect/bisect-error.ts';
import { MetricError } from '../metrics/parse.ts';
import { EXIT, type ExitCode } from '../saved/exit-codes.ts';
import { ResultsError } from '../saved/results-error.ts';
import { TargetChoiceError } from '../targets/choice.ts';
import { redact } from '../text/redact.ts';
import { shellWords } from '../text/shell-words.ts';
import { UsageError } from './arguments.ts';
import { carryOut } from './command-line.ts';
import type { Commands } from './commands.ts';
import { requireVitest, VitestError } from './required-vitest.ts';
import { Terminal } from './terminal.ts';

/** What is thrown when the command names what cannot be used. */
const WRONG_USAGE = [
  UsageError,
  TargetChoiceError,
  ResultsError,
  SweepError,
  ArmError,
  GitError,
  BisectError,
  MetricError,
];

/**
 * Carries out one command line. `argv` is without node and script; `launcher` starts the runs of a comparison, of a
 * bisect and of a second measurement.
 * Whatever is written wrongly ends with 129 and a message; only a defect of the program shows a stack trace.
 */
export async function main(
  argv: readonly string[],
  terminal = new Terminal(),
  launcher = LAUNCHER,
): Promise<ExitCode> {
  hideCredentials(argv);
  try {
    return await carryOut(argv, commandsOn(terminal, launcher), terminal);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.met : EXIT.usage;
    if (WRONG_USAGE.some((kind) => error instanceof kind)) {
      terminal.note(`tidemark: ${(error as Error).message}`);
      return EXIT.usage;
    }
    if (error instanceof VitestError) {
      terminal.note(`tidemark: ${error.message}`);
      return EXIT.notJudged;
    }
    terminal.note(`tidemark: unexpected error; nothing can be said about the target.`, errorText(error));
    return EXIT.notJudged;
  }
}

/** Everybody on the machine sees the list of processes. */
function hideCredentials(argv: readonly string[]): void {
  const shown = redact(argv);
  if (shown.some((word, at) => word !== argv[at])) process.title = shellWords(['tidemark', ...shown]);
}

/** Each is imported when it is asked for: a start is kept short. */
const commandsOn = (terminal: Terminal, launcher: string): Commands => ({
  async run({ sign, ...asked }) {
    requireVitest();
    const { runFiles } = await import('./run-files.ts');
    const { signingKey } = await import('./signing-keys.ts');
    const signWith = sign === undefined ? null : await signingKey(sign);
    return runFiles({ ...asked, signWith, terminal });
  },
  async compare(asked) {
    const { compare } = await import('./compare.ts');
    return compare({ ...asked, terminal, launcher });
  },
  async bisect(asked) {
    requireVitest();
    const { runBisect } = await import('./bisect.ts');
    return runBisect(asked, { terminal, launcher });
  },
  async bisectStep(state) {
    const { runStep } = await import('./bisect.ts');
    return runStep(state, terminal);
  },
  async report(file) {
    const { rebuild } = await import('./report.ts');
    return rebuild(file, terminal);
  },
  async grade(asked) {
    const { grade } = await import('./grade.ts');
    return grade({ ...asked, terminal, launcher });
  },
  async clientList(asked) {
    const { writeClientList } = await import('./client-list.ts');
    return writeClientList(asked, terminal);
  },
  async respond(asked) {
    const { respond } = await import('./respond.ts');
    return respond(asked, terminal);
  },
});

/** With its stack: this is a defect of the program, or of what it stands on. */
const errorText = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
