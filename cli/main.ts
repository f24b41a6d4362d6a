/** `tidemark run | matrix | capacity | compare | bisect | grade | report`. Returns the exit code; see exit-codes.ts. */
import { Command, CommanderError } from 'commander';
import type { Settings } from '../fixtures/settings.ts';
import { ArmError } from '../matrix/arms/arm.ts';
import { GitError } from '../matrix/arms/git.ts';
import { SweepError } from '../matrix/axes.ts';
import { BisectError } from '../matrix/bisect/bisect-error.ts';
import { SloError } from '../metrics/slo-error.ts';
import { ResultsError } from '../saved/results-error.ts';
import { version } from '../saved/version.ts';
import { TargetChoiceError } from '../targets/grammar.ts';
import { readInteger, takeAxes, UsageError } from './arguments.ts';
import { addBisect, addBisectStep } from './bisect-command.ts';
import { addCompare } from './compare-command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { addGrade } from './grade-command.ts';
import {
  addBaselineOptions,
  addRetry,
  addRunOptions,
  addSign,
  type Given,
  settingsOf,
} from './run-options.ts';
import { Terminal } from './terminal.ts';
import { withEnvironment } from './with-environment.ts';

/** What is thrown when the command names what cannot be used. */
const WRONG_USAGE = [
  UsageError,
  TargetChoiceError,
  ResultsError,
  SweepError,
  ArmError,
  GitError,
  BisectError,
  SloError,
];

/**
 * Carries out one command line. `argv` is without node and script.
 * Whatever is written wrongly ends with 129 and a message; only a defect of the program shows a stack trace.
 */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  const terminal = new Terminal();
  let code: ExitCode = EXIT.met;
  let axes: Settings['axes'] = {};

  const program = new Command('tidemark')
    .description('Performance tests for MQTT brokers and HTTP sites, written as test files.')
    .version(version)
    .addHelpText('after', EXIT_HELP);
  const start = async (files: string[], given: Given, command: Command) => {
    const { runFiles } = await import('./run-files.ts');
    const { signingKey } = await import('./keys.ts');
    code = await runFiles({
      paths: files,
      settings: settingsOf(given, axes),
      pattern: given.testNamePattern,
      report: given.report,
      signWith: given.sign === undefined ? null : await signingKey(given.sign),
      argv: withEnvironment(argv, command),
      options: command.options.flatMap(({ long }) => long?.slice(2) ?? []),
      terminal,
    });
  };
  addRetry(addSign(addBaselineOptions(addRunOptions(program.command('run')))))
    .description('run test files')
    .action(start);
  const matrix = addRetry(addSign(addBaselineOptions(addRunOptions(program.command('matrix')))))
    .description(
      'run test files with other axes: --clients 500,1000 replaces the axis "clients" of each sweep',
    )
    .usage('[options] [--AXIS value,value…] [files...]')
    .option('--repeat <times>', 'how often each cell runs', readInteger('--repeat'))
    .action(start);
  addSign(addRunOptions(program.command('capacity')))
    .description('run capacity searches with other limits than their files say')
    .option('--from <load>', 'lowest load, like 100 or 100/s')
    .option('--to <load>', 'highest load tried')
    .option('--width <percent>', 'how close the bounds come to each other, like 5%')
    .option('--confirm <duration>', 'hold the answer for so long and judge its drift, like 10m')
    .action(start);
  const ended = (by: ExitCode) => {
    code = by;
  };
  const refuse = (options: readonly string[], inRevision: boolean) => {
    const run = addRunOptions(new Command()).exitOverride();
    const { brokerConfig, ...given } = run.parse(options, { from: 'user' }).opts<Given>();
    // The file of a revision is there once it is checked out.
    settingsOf(inRevision || brokerConfig === undefined ? given : { ...given, brokerConfig }, {});
  };
  addCompare(program, addRunOptions, { argv, terminal, ended, refuse });
  addBisect(addRunOptions(program.command('bisect')), { argv, terminal, ended, refuse });
  addBisectStep(program, terminal, ended);
  program
    .command('report')
    .description('rebuild Markdown and charts from saved results, without running anything')
    .argument('<results.json>', 'for example results/mqtt-results.json')
    .action(async (file: string) => {
      const { rebuild } = await import('./rebuild.ts');
      code = await rebuild(file, terminal);
    });
  addGrade(program, terminal, ended);
  for (const command of [program, ...program.commands]) command.exitOverride().showSuggestionAfterError();

  try {
    let rest = [...argv];
    if (argv[0] === 'matrix') {
      const known = new Set(['--help', ...matrix.options.flatMap((option) => option.long ?? [])]);
      ({ axes, rest } = takeAxes(argv, known));
    }
    await program.parseAsync(rest, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.met : EXIT.usage;
    if (WRONG_USAGE.some((kind) => error instanceof kind)) {
      terminal.note(`tidemark: ${(error as Error).message}`);
      return EXIT.usage;
    }
    terminal.note(`tidemark: unexpected error; nothing can be said about the target.`, errorText(error));
    return EXIT.notJudged;
  }
}

/** With its stack: this is a defect of the program, or of what it stands on. */
const errorText = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

const EXIT_HELP = `
Exit codes: ${EXIT.met} all SLOs met, ${EXIT.breached} an SLO was breached, ${EXIT.notJudged} nothing could be judged, ${EXIT.usage} wrong usage, ${EXIT.interrupted} interrupted.`;
