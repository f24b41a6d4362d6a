/** The options of whatever runs test files, and the settings they make. */
import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { CAPACITY_OPTIONS, OPTIONS, type RunOption } from '../fixtures/options.ts';
import { type Settings, settingsFrom } from '../fixtures/settings.ts';
import { brokerOptionsFrom } from '../fixtures/target-options.ts';
import { OUTPUTS } from '../reporters/output/outputs.ts';
import { BROKERS } from '../targets/broker/kinds.ts';
import { readChoice, readFitChoice } from '../targets/choice.ts';
import { SITES } from '../targets/site/kinds.ts';
import { changesOf } from '../targets/site/lampi/changes.ts';
import { reading, readPattern, UsageError } from './arguments.ts';

/** Option values as commander hands them over, by the names it gives them; absent = not given. */
export interface Given extends Readonly<Record<string, unknown>> {
  readonly brokerConfig?: string;
  readonly testNamePattern?: string;
  readonly sign?: string;
}

/** All options that make settings. */
export const DECLARED: readonly RunOption<unknown>[] = [
  ...Object.values<RunOption<unknown>>(OPTIONS),
  ...Object.values<RunOption<unknown>>(CAPACITY_OPTIONS),
];

/** `--cpus` */
export const nameOf = ({ flags }: RunOption<unknown>): string => new Option(flags).long ?? flags;

/** @throws TargetChoiceError, UsageError */
export function settingsOf(given: Given, axes: Settings['axes']): Settings {
  const { brokerConfig } = given;
  if (brokerConfig !== undefined && !existsSync(brokerConfig)) {
    throw new UsageError(`--broker-config ${brokerConfig}: no such file below ${process.cwd()}.`);
  }
  const read = settingsFrom((option) => {
    const value = given[new Option(option.flags).attributeName()];
    return value === undefined ? undefined : String(value);
  }, axes);
  const settings: Settings =
    read.saveBaseline === 'nothing' && !inCi() ? { ...read, saveBaseline: 'absent' } : read;
  if (settings.site !== null) readChoice(SITES, settings.site);
  changesOf(settings.siteConfiguration ?? 'nominal');
  readFitChoice(BROKERS, brokerOptionsFrom(settings));
  return settings;
}

/** As CI services set it, and their users unset it. */
const inCi = (): boolean => !['', '0', 'false'].includes(process.env.CI ?? '');

/** Those of `run`, `matrix` and `capacity`, by the name of the command; other commands have what all of them have. */
export function addRunOptions(command: Command): Command {
  command.argument('[files...]', 'test files, or folders to look for *.slo.ts in');
  for (const declared of DECLARED) {
    const { commands } = declared;
    if (!commands || commands.some((name) => name === command.name())) command.addOption(optionOf(declared));
  }
  if (command.options.some(({ long }) => long === nameOf(OPTIONS.outputs))) {
    command.addHelpText('after', OUTPUTS_HELP);
  }
  return command.option(
    '-t, --testNamePattern <pattern>',
    'only tests whose full name matches',
    readPattern('-t'),
  );
}

function optionOf({
  flags,
  help,
  environment,
  choices,
  repeatable,
  otherwise,
  read,
}: RunOption<unknown>): Option {
  const option = new Option(flags, help);
  if (environment !== undefined) option.env(environment);
  if (option.isBoolean()) return option;
  if (otherwise) option.default(otherwise);
  if (choices) return option.choices(choices);
  // A value that cannot be read is refused at once; settings read it again.
  const refuse = reading(option.long ?? flags, read);
  return option.argParser((text, before: string | undefined) => {
    refuse(text);
    return repeatable && before !== undefined ? `${before} ${text}` : text;
  });
}

/** What `--output` can name. */
const OUTPUTS_HELP = `
Outputs:
${Object.entries(OUTPUTS)
  .map(([name, { description }]) => `  ${name.padEnd(14)}${description}`)
  .join('\n')}`;

/** Where results are made to be kept. */
export const addSign = (command: Command): Command =>
  command.option('--sign <key.pem>', 'sign the results with this private Ed25519 key, for `grade --key`');
