/** A program of this machine that becomes a target. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Launch, type LocalProcess, launch } from './local-process.ts';
import { type Answered, type Endpoint, type Protocol, type Starting, untilReady } from './ready.ts';

/** Packagers put daemons where a plain user's PATH does not lead. */
const MORE_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'];

/** A process of this machine that answered. */
export interface Running<Answer> {
  readonly process: LocalProcess;
  readonly host: string;
  readonly port: number;
  readonly answer: Answer;
}

/** Full path of a program, or null. */
export async function findProgram(
  name: string,
  path: string = process.env.PATH ?? '',
): Promise<string | null> {
  for (const folder of [...path.split(delimiter), ...MORE_FOLDERS]) {
    const file = join(folder, name);
    if (folder !== '' && (await canRun(file))) return file;
  }
  return null;
}

function canRun(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Launches a process and waits until it answers at the endpoint it was told to serve; it is ended when it does not.
 * @throws TargetUnavailable when nothing answers there, or the process ends.
 */
export async function launchUntilReady<Answer extends Answered>(
  protocol: Protocol<Answer>,
  { host, port }: Endpoint,
  how: Launch,
  starting: Pick<Starting, 'what' | 'deadlineMs' | 'nextStep'>,
): Promise<Running<Answer>> {
  const started = launch(how);
  try {
    const { died, log } = started;
    const answer = await untilReady(protocol, { host, port }, { ...starting, died, log });
    return { process: started, host, port, answer };
  } catch (error) {
    await started.stop();
    throw error;
  }
}
