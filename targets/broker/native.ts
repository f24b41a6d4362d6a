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

/** mosquitto writes its state when it is asked to end. */
const SAVED_WITHIN_MS = 60_000;

/**
 * Files that a user's configuration names by relative path are found from that configuration's folder.
 * @throws TargetUnavailable when there is no mosquitto, the file cannot be read, or mosquitto does not come up.
 */
export async function startNative({
  configurationFile,
  persistence = false,
  noDelay = false,
  ...options
}: Pick<
  BrokerOptions,
  'configurationFile' | 'persistence' | 'noDelay' | 'port' | keyof ListenerOptions
>): Promise<Broker> {
  const { mosquittoConfiguration, readUsersFile } = await import('./mosquitto-configuration.ts');
  const { startLasting } = await import('./lasting.ts');
  const { runBrokerProgram } = await import('./program.ts');
  const users = configurationFile === undefined ? null : await readUsersFile(configurationFile);
  const persistent = persistence !== false;
  return startLasting(options, async ({ folder: lasting, reach, port }) => {
    const broker = await runBrokerProgram({
      kind: 'native',
      ...(port !== undefined && { port }),
      ...(persistent && { endsWithinMs: SAVED_WITHIN_MS }),
      program: 'mosquitto',
      install: 'install it (apt-get install mosquitto, brew install mosquitto) or use --broker embedded',
      ...(configurationFile !== undefined && { cwd: dirname(resolve(configurationFile)) }),
      byHand: `-c ${configurationFile ?? 'FILE'}`,
      async prepare({ host, port, folder }) {
        const asRoot = process.getuid?.() === 0;
        const listener = { port, address: host, reach, folder: lasting, socketFolder: folder, noDelay };
        const { text, hash } = mosquittoConfiguration(
          { ...listener, ...(persistent && { stateFolder: lasting }) },
          users,
          asRoot,
        );
        const file = join(folder, 'mosquitto.conf');
        await writeFile(file, text);
        return { args: ['-c', file], configuration: hash, reach };
      },
      versionOf: firstLineOfHelp,
    });
    return persistent ? { ...broker, persistent } : broker;
  });
}

/** `mosquitto -h` says the version in its first line and exits with 3. */
function firstLineOfHelp(file: string): Promise<string> {
  return new Promise((answer) => {
    execFile(file, ['-h'], (_error, output) => answer(output));
  });
}
