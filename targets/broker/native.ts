import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { word } from '../forms.ts';
import type { Broker, BrokerKind, BrokerOptions } from './broker.ts';
import type { ListenerOptions } from './listener.ts';
import { unfitListener, wantsContainer } from './unfit.ts';

/** The machine's own mosquitto. */
export const native: BrokerKind = {
  name: 'native',
  form: word('native'),
  auto: { part: 'mosquitto' },
  unfit: (_, options) => wantsContainer(options) ?? unfitListener(options),
  start: (_, options) => startNative(options),
};

/**
 * Files that a user's configuration names by relative path are found from that configuration's folder.
 * @throws TargetUnavailable when there is no mosquitto, the file cannot be read, or mosquitto does not come up.
 */
export async function startNative({
  configurationFile,
  port,
  ...options
}: Pick<BrokerOptions, 'configurationFile' | 'port' | keyof ListenerOptions>): Promise<Broker> {
  const { mosquittoConfiguration, readUsersFile } = await import('./mosquitto-configuration.ts');
  const { reachOf, writeFiles } = await import('./listener.ts');
  const { runBrokerProgram } = await import('./program.ts');
  const users = configurationFile === undefined ? null : await readUsersFile(configurationFile);
  return runBrokerProgram({
    kind: 'native',
    ...(port !== undefined && { port }),
    program: 'mosquitto',
    install: 'install it (apt-get install mosquitto, brew install mosquitto) or use --broker embedded',
    ...(configurationFile !== undefined && { cwd: dirname(resolve(configurationFile)) }),
    byHand: `-c ${configurationFile ?? 'FILE'}`,
    async prepare({ host, port, folder }) {
      const asRoot = process.getuid?.() === 0;
      const reach = await reachOf(options, folder);
      await writeFiles(reach, folder);
      const { text, hash } = mosquittoConfiguration({ port, address: host, reach, folder }, users, asRoot);
      const file = join(folder, 'mosquitto.conf');
      await writeFile(file, text);
      return { args: ['-c', file], configuration: hash, reach };
    },
    versionOf: firstLineOfHelp,
  });
}

/** `mosquitto -h` says the version in its first line and exits with 3. */
function firstLineOfHelp(file: string): Promise<string> {
  return new Promise((answer) => {
    execFile(file, ['-h'], (_error, output) => answer(output));
  });
}
