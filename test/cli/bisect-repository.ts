/** Repositories for `tidemark bisect` and `tidemark compare`: a program as the target, commits that change how long it takes, a test file. */
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LAUNCHER } from '../../matrix/arms/launcher.ts';
import type { BisectResult } from '../../saved/bisect.ts';

import type { Comparison } from '../../saved/comparison.ts';
import { Repository } from '../matrix/arms/repository.ts';
import { type StubCell, stubFile } from '../matrix/arms/stub-file.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Started, startIn } from './command.ts';
import { commandIn, type Ended } from './in-process.ts';
import { STUB, STUBBED } from './stubbed.ts';

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Twenty messages are enough for a median. */
export const BY_P50 = ['--metric', 'delivery.p50', '--for', '400ms'];

/** As `npm ci` would: what the program imports, and whether it can be read at all. */
export const BUILD = `ln -sfn '${MODULES}' node_modules && node --check program.js`;

/** The delay stands in a file of its own, as the expression of a function. */
const BROKER = `
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { delayMs } from './delay.js';

const authorizePublish = (client, packet, done) => setTimeout(done, delayMs(), null);
const broker = await Aedes.createBroker({ authorizePublish });
// Figures of its own, so that no run waits in vain for some.
setInterval(() => broker.publish({ topic: '$SYS/broker/uptime', payload: String(process.uptime()) }), 250);
createServer({ noDelay: true }, broker.handle).listen(process.env.PORT, '127.0.0.1');
`;

const SITE = `
import { createServer } from 'node:http';
import { delayMs } from './delay.js';

createServer((request, response) => setTimeout(() => response.end('well'), delayMs())).listen(process.env.PORT, '127.0.0.1');
`;

/** 1,000 messages a second, from so few clients that they connect at once. */
export const DEVICES = `
import { test } from 'tidemark';

test('devices report', async ({ broker, load }) => {
  await load.mqtt({
    target: broker,
    groups: {
      devices: { clients: 10, publish: { topic: 'd/{client}', payload: '100B', qos: 1, every: '10ms' } },
      recorder: { clients: 1, subscribe: { filter: 'd/+', qos: 1 } },
    },
    measure: '1200ms',
    drain: '300ms',
  });
});
`;

const VISITORS = `
import { test } from 'tidemark';

test('visitors look', async ({ site, load }) => {
  const home = { get: '/', expect: { contains: 'well' } };
  await load.http({ target: site, users: 20, tasks: { home }, wait: ['50ms', '100ms'], measure: '1s', drain: '300ms' });
});
`;

const delay = (expression: string): string => `export const delayMs = () => ${expression};\n`;

/** What a commit does: the delay from it on, nothing, or a mistake that its successor mends. */
export type Change = { readonly delayMs: string } | 'nothing' | 'broken';

/** Environment of a command that finds all programs but those that observe a run: it ends up to a second sooner. */
function unobserving(): { readonly PATH: string } {
  const folder = temporaryFolder('programs-');
  for (const name of readdirSync('/usr/bin')) {
    if (name !== 'sar' && name !== 'ss') symlinkSync(`/usr/bin/${name}`, join(folder, name));
  }
  return { PATH: `${folder}:${dirname(process.execPath)}` };
}

export class Suspects extends Repository {
  readonly #option: readonly string[];
  readonly #environment = unobserving();
  /** The command, and what carries out each of its runs. */
  readonly program: string = LAUNCHER;
  readonly launcher: string = LAUNCHER;

  /** `first` is the delay of the first commit, `changes` those after it; their subjects are `commit 1`, `commit 2`, … */
  constructor(kind: 'broker' | 'site', first: string, changes: readonly Change[]) {
    super();
    const program = kind === 'broker' ? BROKER : SITE;
    // The name at the end tells its processes from all others.
    this.#option = [`--${kind}`, `exec:node program.js ${basename(this.folder)}`];
    this.commit('commit 1', {
      'package.json': '{ "type": "module" }\n',
      '.gitignore': 'node_modules\nresults/\n',
      'program.js': program,
      'delay.js': delay(first),
    });
    changes.forEach((change, index) => {
      const files = {
        'program.js': change === 'broken' ? `${program}}` : program,
        'notes.txt': `${index}\n`,
        ...(typeof change === 'object' && { 'delay.js': delay(change.delayMs) }),
      };
      this.commit(`commit ${index + 2}`, files);
    });
    // No revision has it.
    this.write({ 'perf/load.slo.ts': kind === 'broker' ? DEVICES : VISITORS });
  }

  /** Hash of the commit of that number. */
  hash = (number: number): string => this.git('log', '--format=%H', `--grep=^commit ${number}$`);

  /** `tidemark bisect … -- perf`, from the first commit to the last unless said otherwise. */
  bisect = (...options: readonly string[]): Promise<Ended> => this.#here(this.#bisect(options));
  /** The same as a process of its own. */
  startBisect = (...options: readonly string[]): Started => this.#start(this.#bisect(options));

  /** `tidemark compare BASE HEAD … -- perf` with its program as the target. */
  compare = (...words: readonly string[]): Promise<Ended> => this.#here(this.#compare(words));
  startCompare = (...words: readonly string[]): Started => this.#start(this.#compare(words));

  /** `tidemark compare` of saved results. */
  judgeAgain = (...words: readonly string[]): Promise<Ended> => this.#here(['compare', ...words]);

  bisected = (): BisectResult => JSON.parse(this.read('results/bisect.json'));

  compared = (): Comparison => JSON.parse(this.read('results/compare.json'));

  /** Of each commit tested, by its subject. */
  verdicts = (): Readonly<Record<string, string>> =>
    Object.fromEntries(this.bisected().commits.map(({ subject, verdict }) => [subject, verdict]));

  has = (name: string): boolean => existsSync(`${this.folder}/${name}`);

  read = (name: string): string => readFileSync(`${this.folder}/${name}`, 'utf8');

  #bisect(options: readonly string[]): readonly string[] {
    const ends = ['--good', this.hash(1), '--bad', 'main', '--trials', '3', '--build', BUILD];
    return ['bisect', ...ends, ...this.#option, ...options, '--', 'perf'];
  }

  #compare = ([base = '', head = '', ...options]: readonly string[]): readonly string[] => [
    'compare',
    base,
    head,
    ...this.#option,
    ...options,
    '--',
    'perf',
  ];

  #start = (args: readonly string[]): Started => startIn(this.folder, args, this.#environment, this.program);

  #here = (args: readonly string[]): Promise<Ended> =>
    commandIn({ path: this.folder, environment: this.#environment, launcher: this.launcher }, ...args);
}

/** The same, of which no run puts on any load: each says what it finds in the delay. */
export class MadeUp extends Suspects {
  readonly #kind: 'broker' | 'site';
  override readonly program = STUBBED;
  override readonly launcher = STUB;

  constructor(kind: 'broker' | 'site', first: string, changes: readonly Change[]) {
    super(kind, first, changes);
    this.#kind = kind;
    const families = kind === 'broker' ? ['delivery', 'publish.ack'] : ['http'];
    this.tests({ title: 'devices report', families });
  }

  /** What its test file has measured, in place of what it has. */
  tests(...cells: readonly StubCell[]): void {
    this.write({ 'perf/load.slo.ts': JSON.stringify(stubFile(this.#kind, cells)) });
  }
}
