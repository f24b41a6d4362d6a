/** Reads a command line and hands what it asks for to the commands. Starts and writes nothing itself. */
import { Command } from 'commander';
import type { Settings } from '../fixtures/settings.ts';
import { EXIT, type ExitCode } from '../saved/exit-codes.ts';
import { version } from '../saved/version.ts';
import { takeAxes } from './arguments.ts';
import { addBisect, addBisectStep } from './bisect-command.ts';
import { addClientList } from './client-list-command.ts';
import type { Commands } from './commands.ts';
import { addCompare } from './compare-command.ts';
import { addGrade } from './grade-command.ts';
import { addRespond } from './respond-command.ts';
import { addRunOptions, addSign, type Given, settingsOf } from './run-options.ts';
import type { Terminal } from './terminal.ts';
import { withEnvironment } from './with-environment.ts';

/**
 * `argv` is without node and script; help and what commander has to say about options go to `terminal`.
 * @throws CommanderError for an unknown command or option, and after help (its `exitCode` is 0 then); UsageError,
 *   TargetChoiceError for a value that cannot be used; whatever the commands throw.
 */
export async function carryOut(
  argv: readonly string[],
  commands: Commands,
  terminal: Terminal,
): Promise<ExitCode> {
  let code: ExitCode = EXIT.met;
  let axes: Settings['axes'] = {};
  const ended = (by: ExitCode) => {
    code = by;
  };

  const program = new Command('tidemark')
    .description('Performance tests for MQTT brokers and HTTP sites, written as test files.')
    .version(version)
    .addHelpText('after', EXIT_HELP);
  const start = async (files: string[], given: Given, command: Command) =>
    ended(
      await commands.run({
        paths: files,
        settings: settingsOf(given, axes),
        pattern: given.testNamePattern,
        sign: given.sign,
        argv: withEnvironment(argv, command),
        search: command.name() === 'capacity',
        options: command.options.flatMap(({ long }) => long?.slice(2) ?? []),
      }),
    );
  addSign(addRunOptions(program.command('run')))
    .description('run test files')
    .action(start);
  const matrix = addSign(addRunOptions(program.command('matrix')))
    .description(
      'run test files with other values in their sweeps: --clients 500,1000 replaces those of the axis "clients"',
    )
    .usage('[options] [--AXIS value,value…] [files...]')
    .action(start);
  addSign(addRunOptions(program.command('capacity')))
    .description('run capacity searches with other limits than their files say')
    .action(start);
  const read = { argv, refuse: refuseUnrunnable };
  addCompare(program, addRunOptions, read, async (asked) => ended(await commands.compare(asked)));
  addBisect(addRunOptions(program.command('bisect')), read, async (asked) =>
    ended(await commands.bisect(asked)),
  );
  addBisectStep(program, async (state) => ended(await commands.bisectStep(state)));
  program
    .command('report')
    .description('rebuild Markdown and charts from saved results, without running anything')
    .argument('<results.json>', 'saved results, for example results/mqtt-results.json')
    .action(async (file: string) => ended(await commands.report(file)));
  addGrade(program, async (asked) => ended(await commands.grade(asked)));
  addClientList(program, async (asked) => ended(await commands.clientList(asked)));
  addRespond(program, async (asked) => ended(await commands.respond(asked)));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showSuggestionAfterError();
    const named = command === program ? 'tidemark' : `tidemark ${command.name()}`;
    command.showHelpAfterError(`What can be written: npx ${named} --help`);
    command.configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, 'tidemark: ')),
      writeOut: (text) => terminal.result(text.replace(/\n$/, '')),
      writeErr: (text) => terminal.note(text.replace(/\n$/, '')),
    });
  }

  let rest = [...argv];
  if (argv[0] === 'matrix') {
    const known = new Set(['--help', ...matrix.options.flatMap((option) => option.long ?? [])]);
    ({ axes, rest } = takeAxes(argv, known));
  }
  await program.parseAsync(rest, { from: 'user' });
  return code;
}

/**
 * Refuses options that `tidemark run` would refuse; `inRevision`: it is run where a revision is checked out.
 * @throws CommanderError, UsageError, TargetChoiceError
 */
function refuseUnrunnable(options: readonly string[], inRevision: boolean): void {
  const run = addRunOptions(new Command()).exitOverride();
  const { brokerConfig, ...given } = run.parse(options, { from: 'user' }).opts<Given>();
  // The file of a revision is there once it is checked out.
  settingsOf(inRevision || brokerConfig === undefined ? given : { ...given, brokerConfig }, {});
}

const EXIT_HELP = `
Exit codes: ${EXIT.met} all SLOs met, ${EXIT.breached} an SLO was breached, ${EXIT.notJudged} nothing could be judged, ${EXIT.usage} wrong usage, ${EXIT.interrupted} interrupted.`;
