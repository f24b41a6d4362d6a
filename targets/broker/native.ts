import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { freePort } from '../free-port.ts';
import { launch } from '../local-process.ts';
import { newTargetFolder } from '../owner-folder.ts';
import { untilReady } from '../ready.ts';
import { reason, TargetUnavailable } from '../target-unavailable.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import { mosquittoConfiguration } from './mosquitto-configuration.ts';
import { mqtt, readVersion } from './ready.ts';

/** Packagers put daemons where a plain user's PATH does not lead. */
const MORE_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'];
const READY_WITHIN_MS = 10_000;

/**
 * The machine's own mosquitto: own port of 127.0.0.1, own folder, removed by `stop`. Files a user's configuration names
 * by relative path are found from that configuration's folder.
 * @throws TargetUnavailable when there is no mosquitto, or it does not come up.
 */
export async function startNative(options: Pick<BrokerOptions, 'configurationFile'>): Promise<Broker> {
  const file = await findMosquitto();
  if (file === null) {
    throw new TargetUnavailable({
      what: 'no native broker',
      required: 'mosquitto on the PATH',
      actual: 'not found',
      nextStep: 'install it (apt-get install mosquitto, brew install mosquitto) or use --broker embedded',
    });
  }
  const { configurationFile } = options;
  const users = configurationFile === undefined ? null : await readUsersFile(configurationFile);
  const host = '127.0.0.1';
  const port = await freePort();
  const configuration = mosquittoConfiguration({ port, address: host }, users, process.getuid?.() === 0);
  const folder = newTargetFolder();
  const configured = join(folder, 'mosquitto.conf');
  await writeFile(configured, configuration.text);

  const broker = launch({
    folder,
    file,
    args: ['-c', configured],
    ...(configurationFile === undefined ? {} : { cwd: dirname(resolve(configurationFile)) }),
  });
  try {
    const answer = await untilReady(
      mqtt,
      { host, port },
      {
        what: `mosquitto (${file})`,
        deadlineMs: READY_WITHIN_MS,
        died: broker.died,
        log: broker.log,
        nextStep: `run it by hand: ${file} -c ${configurationFile ?? 'FILE'}`,
      },
    );
    const version = readVersion(answer.version)?.version ?? (await versionOf(file));
    return {
      kind: 'native',
      url: `mqtt://${host}:${port}`,
      host,
      port,
      label: `mosquitto ${version ?? ''} (native)`.replace('  ', ' '),
      version,
      image: null,
      configuration: configuration.hash,
      quota: null,
      pid: broker.pid,
      local: true,
      log: broker.log,
      stop: broker.stop,
    };
  } catch (error) {
    await broker.stop();
    throw error;
  }
}

/** Full path of `mosquitto`, or null. */
export async function findMosquitto(path: string = process.env.PATH ?? ''): Promise<string | null> {
  for (const folder of [...path.split(delimiter), ...MORE_FOLDERS]) {
    const file = join(folder, 'mosquitto');
    if (folder !== '' && (await canRun(file))) return file;
  }
  return null;
}

/** Reads a user's broker configuration. */
export async function readUsersFile(configurationFile: string): Promise<string> {
  try {
    return await readFile(configurationFile, 'utf8');
  } catch (error) {
    throw new TargetUnavailable(
      {
        what: 'no broker configuration',
        required: `a readable file ${configurationFile}`,
        actual: reason(error),
        nextStep: 'correct the path',
      },
      error,
    );
  }
}

function canRun(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** `mosquitto -h` says the version in its first line and exits with 3. */
function versionOf(file: string): Promise<string | null> {
  return new Promise((answer) => {
    execFile(file, ['-h'], (_error, output) => answer(readVersion(output)?.version ?? null));
  });
}
