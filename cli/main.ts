/** `tidemark run | matrix | capacity | compare | bisect | report`. Returns the exit code; see exit-codes.ts. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { parseBrokerChoice } from '../fixtures/broker/grammar.ts';
import { refuseUnfit } from '../fixtures/broker/refuse-unfit.ts';
import { brokerOptionsFrom, defaultSettings, type Settings } from '../fixtures/settings.ts';
import { parseSiteChoice } from '../fixtures/site/grammar.ts';
import { changesOf } from '../fixtures/site/lampi/changes.ts';
import { TargetChoiceError } from '../fixtures/target/grammar.ts';
import { ArmError } from '../matrix/arms/arm.ts';
import { GitError } from '../matrix/arms/git.ts';
import { SweepError } from '../matrix/axes.ts';
import { BisectError } from '../matrix/bisect/bisect-error.ts';
import { ResultsError } from '../reporters/results-schema.ts';
import { version } from '../reporters/version.ts';
import { SloError } from '../slo/slo-error.ts';
import {
  readDurationMs,
  readInteger,
  readNumber,
  readPattern,
  readSizeBytes,
  takeAxes,
  UsageError,
} from './arguments.ts';
import { addBisect, addBisectStep } from './bisect.ts';
import { addCompare } from './compare-command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
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

/** Option values as commander hands them over; absent = not given. */
interface Given {
  readonly broker: string;
  readonly brokerConfig?: string;
  readonly site: string;
  readonly siteConfig?: string;
  readonly out: string;
  readonly suitesFrom: string;
  readonly for?: number;
  readonly pacing?: 'auto' | 'poll' | 'timer';
  readonly agents?: number;
  readonly profile?: string;
  readonly cpus?: number;
  readonly memory?: number;
  readonly hostNetwork?: true;
  readonly testNamePattern?: string;
  readonly repeat?: number;
  readonly from?: string;
  readonly to?: string;
  readonly width?: string;
  readonly confirm?: string;
}

/** Throws TargetChoiceError, UsageError. */
function settingsOf(given: Given, axes: Settings['axes']): Settings {
  const { brokerConfig } = given;
  if (brokerConfig !== undefined && !existsSync(brokerConfig)) {
    throw new UsageError(`--broker-config ${brokerConfig}: no such file below ${process.cwd()}.`);
  }
  parseSiteChoice(given.site);
  if (given.siteConfig !== undefined) changesOf(given.siteConfig);
  const settings: Settings = {
    broker: given.broker,
    brokerConfiguration: given.brokerConfig === undefined ? null : resolve(given.brokerConfig),
    site: given.site,
    siteConfiguration: given.siteConfig ?? null,
    cpus: given.cpus ?? null,
    memoryBytes: given.memory ?? null,
    hostNetwork: given.hostNetwork ?? false,
    out: resolve(given.out),
    suitesFrom: resolve(given.suitesFrom),
    measureMs: given.for ?? null,
    pacing: given.pacing ?? null,
    agents: given.agents ?? null,
    profile: given.profile ?? null,
    axes,
    repeat: given.repeat ?? 1,
    capacity: {
      from: given.from ?? null,
      to: given.to ?? null,
      width: given.width ?? null,
      confirm: given.confirm ?? null,
    },
  };
  refuseUnfit(parseBrokerChoice(given.broker), brokerOptionsFrom(settings));
  return settings;
}

function addRunOptions(command: Command): Command {
  const defaults = defaultSettings({});
  return command
    .argument('[files...]', 'test files, or folders to look for *.slo.ts in')
    .addOption(
      new Option('--broker <choice>', 'auto | embedded | native | container[:IMAGE] | URL | exec:COMMAND')
        .env('TIDEMARK_BROKER')
        .default(defaults.broker),
    )
    .option('--broker-config <file>', 'configuration file of the broker')
    .addOption(
      new Option('--site <choice>', 'auto | embedded | container[:IMAGE] | URL | exec:COMMAND')
        .env('TIDEMARK_SITE')
        .default(defaults.site),
    )
    .addOption(
      new Option(
        '--site-config <changes>',
        'nominal | tuned | CHANGE,CHANGE… of the LAMPI container (default: nominal, or what the test says)',
      ).env('TIDEMARK_SITE_CONFIG'),
    )
    .option('--cpus <number>', "CPU quota of the target's container", readNumber('--cpus'))
    .option(
      '--memory <size>',
      "memory quota of the target's container, like 512MiB",
      readSizeBytes('--memory'),
    )
    .option('--host-network', "no NAT between generator and the target's container (Linux)")
    .option('--out <folder>', 'where results are written', 'results')
    .addOption(
      new Option('--suites-from <folder>', 'what suites are named relative to').default('.').hideHelp(),
    )
    .option('--for <duration>', 'length of the measure phase, like 30s', readDurationMs('--for'))
    .addOption(new Option('--pacing <how>', 'how senders wait').choices(['auto', 'poll', 'timer']))
    .option('--agents <count>', 'agent processes', readInteger('--agents'))
    .addOption(new Option('--profile <name>', 'sizes the test files define').env('TIDEMARK_PROFILE'))
    .option('-t, --testNamePattern <pattern>', 'only tests whose full name matches', readPattern('-t'));
}

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
    code = await runFiles({
      paths: files,
      settings: settingsOf(given, axes),
      pattern: given.testNamePattern,
      argv: withEnvironment(argv, command),
      options: command.options.flatMap(({ long }) => long?.slice(2) ?? []),
      terminal,
    });
  };
  addRunOptions(program.command('run').description('run test files')).action(start);
  const matrix = addRunOptions(program.command('matrix'))
    .description(
      'run test files with other axes: --clients 500,1000 replaces the axis "clients" of each sweep',
    )
    .usage('[options] [--AXIS value,value…] [files...]')
    .option('--repeat <times>', 'how often each cell runs', readInteger('--repeat'))
    .action(start);
  addRunOptions(program.command('capacity'))
    .description('run capacity searches with other limits than their files say')
    .option('--from <load>', 'lowest load, like 100 or 100/s')
    .option('--to <load>', 'highest load tried')
    .option('--width <percent>', 'how close the bounds come to each other, like 5%')
    .option('--confirm <duration>', 'hold the answer for so long and judge its drift, like 10m')
    .action(start);
  const ended = (by: ExitCode) => {
    code = by;
  };
  addCompare(program, addRunOptions, {
    argv,
    terminal,
    ended,
    refuse: (options) => {
      const run = addRunOptions(new Command()).exitOverride();
      settingsOf(run.parse(options, { from: 'user' }).opts(), {});
    },
  });
  addBisect(addRunOptions(program.command('bisect')), argv, terminal, ended);
  addBisectStep(program, terminal, ended);
  program
    .command('report')
    .description('rebuild Markdown and charts from saved results, without running anything')
    .argument('<results.json>', 'for example results/mqtt-results.json')
    .action(async (file: string) => {
      const { rebuild } = await import('./rebuild.ts');
      code = await rebuild(file, terminal);
    });
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
