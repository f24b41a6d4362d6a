/** What the documents tell their readers to type is accepted, and nothing of it is run. */
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { carryOut } from '../../cli/command-line.ts';
import type { Commands } from '../../cli/commands.ts';
import { Terminal } from '../../cli/terminal.ts';
import { commandsOn } from '../../docs/make/commands.ts';
import { pagePaths, ROOT, readPage } from '../../docs/make/page.ts';
import { parseArm } from '../../matrix/arms/arm.ts';
import { readShellWords } from '../../text/shell-words.ts';

const scripts: Record<string, string> = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')).scripts;

/** What a command asks for, or what is said against it. */
async function read(argv: readonly string[]): Promise<string> {
  const asked: string[] = [];
  const done = (name: string) => async () => {
    asked.push(name);
    return 0 as const;
  };
  const commands: Commands = {
    run: done('run'),
    async compare({ base, head, options, refuse }) {
      const revisions = [base, head].map(parseArm).some(({ kind }) => kind === 'revision');
      refuse(options, revisions);
      return done('compare')();
    },
    bisect: done('bisect'),
    bisectStep: done('bisect-step'),
    report: done('report'),
    grade: done('grade'),
    respond: done('respond'),
    clientList: done('client-list'),
  };
  const said = new PassThrough();
  try {
    await carryOut(argv, commands, new Terminal(said, said));
  } catch (error) {
    // Its own `code` tells help and version from a mistake.
    if ((error as { exitCode?: number }).exitCode !== 0) return `refused: ${(error as Error).message}`;
    return 'help';
  }
  return asked.join();
}

const commands = pagePaths().flatMap((page) =>
  [...new Set(commandsOn(readPage(page)))].map((command) => ({ page, command })),
);

test.for(commands.filter(({ command }) => command.startsWith('npx tidemark')))(
  '$page: $command',
  async ({ command }) => {
    const [, , ...argv] = readShellWords(command);
    const asked = ['matrix', 'capacity'].includes(argv[0]!) ? 'run' : argv[0];
    expect(await read(argv)).toBe(argv.includes('--help') ? 'help' : asked);
  },
);

test.for(commands.filter(({ command }) => /^tidemark \w/.test(command)))(
  '$page: $command names a command that exists',
  async ({ command }) => {
    expect(await read([command.split(' ')[1]!])).not.toContain('unknown command');
  },
);

test.for(commands.filter(({ command }) => /^npm (run |start|test)/.test(command)))(
  '$page: $command is a script',
  ({ command }) => {
    const [, verb = '', name] = command.split(/\s+/);
    expect(Object.keys(scripts)).toContain(verb === 'run' ? name : verb);
  },
);

test.each([
  ['an option that does not exist', 'run suites --brokre native'],
  ['a value of another kind', 'run suites --for 30'],
  ['a broker of no kind', 'run suites --broker natve'],
  ['a change that the site does not have', 'run suites --site-config tunde'],
  ['an axis without values', 'matrix suites --clients'],
  ['a command that does not exist', 'rnu suites'],
  ['an arm that cannot be read', 'compare brokre=native broker=native'],
  ['an option of the runs of a comparison', 'compare v1.0 HEAD --broker natve -- perf'],
  ['a bisect without a metric', 'bisect --good v1.0 --bad HEAD'],
])('this test refuses %s', async (_, command) => {
  expect(await read(readShellWords(command))).toMatch(/^refused: ./);
});
