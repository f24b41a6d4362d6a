/** The options of whatever runs test files, and the settings they make. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { brokerOptionsFrom, defaultSettings, type Settings } from '../fixtures/settings.ts';
import { BROKERS } from '../targets/broker/kinds.ts';
import { choicesOf, readChoice, readFitChoice } from '../targets/choice.ts';
import { SITES } from '../targets/site/kinds.ts';
import { changesOf } from '../targets/site/lampi/changes.ts';
import {
  readDurationMs,
  readInteger,
  readNumber,
  readPattern,
  readSizeBytes,
  UsageError,
} from './arguments.ts';

/** Option values as commander hands them over; absent = not given. */
export interface Given {
  readonly broker: string;
  readonly brokerConfig?: string;
  readonly site: string;
  readonly siteConfig?: string;
  readonly out: string;
  readonly suitesFrom?: string;
  readonly for?: number;
  readonly pacing?: 'auto' | 'poll' | 'timer';
  readonly agents?: number;
  readonly profile?: string;
  readonly cpus?: number;
  readonly memory?: number;
  readonly hostNetwork?: true;
  readonly testNamePattern?: string;
  readonly sign?: string;
  /** `--no-report` */
  readonly report: boolean;
  readonly baseline?: string;
  readonly saveBaseline?: true;
  readonly repeat?: number;
  readonly retryInvalid?: number;
  readonly from?: string;
  readonly to?: string;
  readonly width?: string;
  readonly confirm?: string;
}

const BASELINE = 'tidemark-baseline.json';

/** Throws TargetChoiceError, UsageError. */
export function settingsOf(given: Given, axes: Settings['axes']): Settings {
  const { brokerConfig } = given;
  if (brokerConfig !== undefined && !existsSync(brokerConfig)) {
    throw new UsageError(`--broker-config ${brokerConfig}: no such file below ${process.cwd()}.`);
  }
  readChoice(SITES, given.site);
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
    suitesFrom: resolve(given.suitesFrom ?? '.'),
    measureMs: given.for ?? null,
    pacing: given.pacing ?? null,
    agents: given.agents ?? null,
    profile: given.profile ?? null,
    axes,
    repeat: given.repeat ?? 1,
    retryInvalid: given.retryInvalid ?? 0,
    capacity: {
      from: given.from ?? null,
      to: given.to ?? null,
      width: given.width ?? null,
      confirm: given.confirm ?? null,
    },
    baseline: resolve(given.baseline ?? BASELINE),
    saveBaseline: given.saveBaseline ? 'all' : inCi() ? 'nothing' : 'absent',
  };
  readFitChoice(BROKERS, brokerOptionsFrom(settings));
  return settings;
}

/** As CI services set it, and their users unset it. */
const inCi = (): boolean => !['', '0', 'false'].includes(process.env.CI ?? '');

export function addRunOptions(command: Command): Command {
  const defaults = defaultSettings({});
  return command
    .argument('[files...]', 'test files, or folders to look for *.slo.ts in')
    .addOption(
      new Option('--broker <choice>', choicesOf(BROKERS)).env('TIDEMARK_BROKER').default(defaults.broker),
    )
    .option('--broker-config <file>', 'configuration file of the broker')
    .addOption(new Option('--site <choice>', choicesOf(SITES)).env('TIDEMARK_SITE').default(defaults.site))
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
    .addOption(new Option('--no-report', 'save results, without Markdown and charts').hideHelp())
    .option('--for <duration>', 'length of the measure phase, like 30s', readDurationMs('--for'))
    .addOption(new Option('--pacing <how>', 'how senders wait').choices(['auto', 'poll', 'timer']))
    .option('--agents <count>', 'agent processes', readInteger('--agents'))
    .addOption(new Option('--profile <name>', 'sizes the test files define').env('TIDEMARK_PROFILE'))
    .option('-t, --testNamePattern <pattern>', 'only tests whose full name matches', readPattern('-t'));
}

/** Where no search repeats its own trials. */
export const addRetry = (command: Command): Command =>
  command.option(
    '--retry-invalid <times>',
    'measure a test again that the generator disturbed (a stall, lag), never one that breached',
    readInteger('--retry-invalid'),
  );

/** Where results are made to be kept. */
export const addSign = (command: Command): Command =>
  command.option('--sign <key.pem>', 'sign the results with this private Ed25519 key, for `grade --key`');

export const addBaselineOptions = (command: Command): Command =>
  command
    .option('--baseline <file>', 'what bounds like "<= baseline + 10%" are held against', BASELINE)
    .option('--save-baseline', 'save what is measured as the baseline, whatever it was before')
    .option('--suites-from <folder>', 'what test files are named relative to, there and in results', '.');
