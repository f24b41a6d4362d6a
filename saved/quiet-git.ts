/**
 * Asks git and starts nothing else: git itself would run programs that the configuration names, and not for us.
 *
 * Off are hooks, those of the configuration too, the file system monitor, checks of signatures, and filters (clean, smudge, process) but
 * those that the user allows. Nothing is fetched, as git would from a partial clone: by which programs, the configuration says, too. Pagers,
 * editors, text conversions and external diffs are started by nothing that is asked here.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A hook's git says in these which repository it works in, and how: not the one asked about here. */
const OF_ANOTHER = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_CONFIG_PARAMETERS',
];

type Setting = readonly [key: string, value: string];

const QUIET: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  // It would read the configuration of another repository, of which nothing is known here.
  ['submodule.recurse', 'false'],
  ['log.showSignature', 'false'],
];

/** For what is started beside git and may call it: a build, a run. No hooks, no file system monitor. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const env = environmentWith(QUIET);
  const { [FETCHED_BEFORE]: before } = env;
  if (before === undefined) return env;
  // Within a bisect: git fetches nothing there, and a build may.
  for (const name of [FETCHED_BEFORE, ...Object.keys(NO_FETCH)]) delete env[name];
  return { ...env, ...(JSON.parse(before) as NodeJS.ProcessEnv) };
}

/** git(1): the first is known from git 2.45 on; without a transport allowed, older ones fetch nothing either. */
const NO_FETCH = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' };
/** What the user had in their place. */
const FETCHED_BEFORE = 'TIDEMARK_GIT_FETCH';

function withoutFetching(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GIT_NO_LAZY_FETCH, GIT_ALLOW_PROTOCOL } = env;
  return { [FETCHED_BEFORE]: JSON.stringify({ GIT_NO_LAZY_FETCH, GIT_ALLOW_PROTOCOL }), ...env, ...NO_FETCH };
}

/**
 * For git in `folder`, and all that it starts: nothing is fetched, and no filters run either, but `filters`, by name. Settings of the environment win over those of
 * files (git-config(1), GIT_CONFIG_COUNT).
 */
export async function quietEnvironment(
  folder: string,
  filters: Filters = allowedFilters(),
): Promise<NodeJS.ProcessEnv> {
  const keys = await listed(folder, ['--list', '--name-only']);
  const off = namesIn(keys, FILTER).filter((name) => filters !== 'all' && !filters.includes(name));
  const settings: readonly Setting[] = [
    ...QUIET,
    ...namesIn(keys, HOOK).map((name): Setting => [`hook.${name}.enabled`, 'false']),
    ...off.flatMap((name): Setting[] => [
      ...PROGRAMS.map((program): Setting => [`filter.${name}.${program}`, '']),
      [`filter.${name}.required`, 'false'],
    ]),
  ];
  return withoutFetching(environmentWith(settings));
}

/** Names of filters of git that may run. */
export type Filters = readonly string[] | 'all';

/** Environment variable with those that the user allows, for this process and what it starts: names with commas between. */
export const ALLOWED = 'TIDEMARK_GIT_FILTER';

export const allowedFilters = (): readonly string[] =>
  (process.env[ALLOWED] ?? '').split(',').filter((name) => name !== '');

/** Whether anybody was asked. */
export const filtersAreChosen = (): boolean => process.env[ALLOWED] !== undefined;

export function allowFilters(names: readonly string[]): void {
  process.env[ALLOWED] = names.join(',');
}

/** Commands that touch neither refs nor files, so that no filter and no hook of the configuration comes into question. */
const READING = new Set(['rev-parse', 'rev-list', 'merge-base', 'ls-files', 'check-attr', 'show']);

export interface Asked {
  /** Default: what the user allows. */
  readonly filters?: Filters;
  /** Its standard input. */
  readonly input?: string;
}

/** What `git ARGS` says in `folder`. Rejects as `execFile` does. */
export async function quietGit(
  folder: string,
  args: readonly string[],
  { filters, input = '' }: Asked = {},
): Promise<string> {
  const env = READING.has(args[0] ?? '')
    ? withoutFetching(gitEnvironment())
    : await quietEnvironment(folder, filters);
  const asking = run('git', ['-C', folder, ...args], {
    // Its messages are shown, so they are in the language of ours; and the user's index stays as it is.
    env: { ...env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' },
    maxBuffer: 2 ** 28,
  });
  // One that ends before it has read it all says why itself.
  asking.child.stdin?.on('error', () => {}).end(input);
  return (await asking).stdout;
}

export interface Filter {
  readonly name: string;
  /** The command that would write the file. */
  readonly command: string;
}

/** Filters of the configuration that change a file when it is checked out; `cat` does not. */
export async function writingFilters(folder: string): Promise<readonly Filter[]> {
  const said = await listed(folder, ['--get-regexp', '^filter\\..*\\.(smudge|process)$']);
  return said.flatMap((entry) => {
    const [key = '', command = ''] = entry.split(/\n(.*)/s);
    const [, name = ''] = FILTER.exec(key) ?? [];
    return command === '' || command === 'cat' ? [] : [{ name, command }];
  });
}

const PROGRAMS = ['clean', 'smudge', 'process'] as const;
const FILTER = /^filter\.(.*)\.(?:clean|smudge|process|required)$/s;
/** Git 2.54 and newer. */
const HOOK = /^hook\.(.*)\.(?:command|event)$/s;

const namesIn = (keys: readonly string[], pattern: RegExp): string[] => [
  ...new Set(keys.flatMap((key) => pattern.exec(key)?.[1] ?? [])),
];

/** Nothing where there is no git, or it cannot read its configuration: what is asked of it next says so. */
async function listed(folder: string, args: readonly string[]): Promise<string[]> {
  const said = await run('git', ['-C', folder, 'config', '-z', ...args], {
    env: gitEnvironment(),
    maxBuffer: 2 ** 28,
  }).catch(() => ({ stdout: '' }));
  return said.stdout.split('\0').filter((entry) => entry !== '');
}

function environmentWith(settings: readonly Setting[]): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of OF_ANOTHER) delete env[name];
  const first = Number(env.GIT_CONFIG_COUNT) || 0;
  settings.forEach(([key, value], index) => {
    env[`GIT_CONFIG_KEY_${first + index}`] = key;
    env[`GIT_CONFIG_VALUE_${first + index}`] = value;
  });
  return { ...env, GIT_CONFIG_COUNT: String(first + settings.length) };
}
