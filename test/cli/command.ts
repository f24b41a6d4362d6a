/** The real command in a folder of its own: as a process of its own, or carried out in this one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ResultsOf } from '../../saved/results.ts';
import type { Protocol } from '../../saved/runs.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Environment, environmentWith } from './environment.ts';
import { commandIn, type Ended } from './in-process.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/tidemark.js', import.meta.url));
/** Node reads it as it is; through vite each run would take twice the CPU time. */
export const READY_MADE = `data:text/javascript,export * from "${new URL('../fixtures/ready-made.ts', import.meta.url)}"`;

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `tidemark …` in a folder, leader of its own process group, as a terminal would. */
export function startIn(
  folder: string,
  args: readonly string[],
  environment: Environment = {},
  program = LAUNCHER,
): Started {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    detached: true,
    env: environmentWith(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { process: child, ended };
}

/** Environment of a command that finds neither `sar` nor `ss`: its loads end up to a second sooner. */
export const UNOBSERVED: Environment = { PATH: '' };

export class Folder {
  readonly path = temporaryFolder('cli-test-');
  readonly environment: Environment;

  /** `environment` is added to that of every command. */
  constructor(files: Readonly<Record<string, string>> = {}, environment: Environment = {}) {
    this.environment = environment;
    this.write(files);
  }

  write(files: Readonly<Record<string, string | Buffer>>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.path, name), text);
  }

  read = (name: string): string => readFileSync(join(this.path, name), 'utf8');

  results = <P extends Protocol = 'mqtt'>(protocol = 'mqtt' as P): ResultsOf<P> =>
    JSON.parse(this.read(`results/${protocol}-results.json`));

  /** As a process of its own: for what is about the process, like its end by a signal. */
  start = (...args: readonly string[]): Started => startIn(this.path, args, this.environment);

  /** In this process, which takes half the CPU time: a start reads vite and vitest anew. */
  run = (...args: readonly string[]): Promise<Ended> => commandIn(this, ...args);
}

/** Resolves when the text has come, from now on. */
export const saying = (stream: NodeJS.ReadableStream | null, text: string): Promise<void> =>
  new Promise((resolve) => {
    let said = '';
    stream?.on('data', (chunk) => {
      said += chunk;
      if (said.includes(text)) resolve();
    });
  });

/** A test file that writes the file `loaded` as soon as a message of its load is on its way. */
export const tellingOfLoad = (text: string): string => `
import { writeFileSync as write } from 'node:fs';
import mqtt from '${import.meta.resolve('mqtt')}';
const tellOfLoad = async (broker, load) => {
  const client = await mqtt.connectAsync(broker.url);
  client.once('message', () => { write('loaded', ''); client.end(true); });
  await client.subscribeAsync('d/#');
  return load;
};
${text.replace('await load.', 'await (await tellOfLoad(broker, load)).').replace('run(load,', 'run(await tellOfLoad(broker, load),')}`;

/** Resolves once a test file made by `tellingOfLoad` puts its load on. */
export const loaded = async (folder: Folder): Promise<void> => {
  while (!existsSync(join(folder.path, 'loaded'))) await sleep(20);
};

/** A test of one small run, judged by `promise`, which is an expression. */
export const smallTest = (title: string, promise: string, clients = 5, target = 'broker'): string => `
test('${title}', async ({ ${target === 'broker' ? 'broker, ' : ''}load }) => {
  const result = await load.mqtt({
    target: ${target},
    groups: {
      devices: { clients: ${clients}, publish: { topic: 'd/{client}', payload: '100B', qos: 1, every: '50ms' } },
      recorder: { clients: 1, subscribe: { filter: 'd/+', qos: 1 } },
    },
    measure: '500ms',
    drain: '300ms',
  });
  expect(result).toMeet(${promise});
});
`;

/** A test file of one small run, judged by `promise`. */
export const suite = (promise: string, clients = 5, target = 'broker'): string => `
import { expect, slo, test } from 'tidemark';
const promise = slo(${promise});${smallTest('small', 'promise', clients, target)}`;

/** The same test file, whose loads are made up at once: see ready-made.ts. */
export const ready = (text: string): string => text.replaceAll("from 'tidemark'", `from '${READY_MADE}'`);

/** A test file of one small run that is made up; `answers` says how its broker does. */
export const readySuite = (promise: string, answers = '{}', clients?: number): string =>
  ready(suite(promise, clients)).replace(
    'const promise',
    `test.override('answers', ${answers});\nconst promise`,
  );
