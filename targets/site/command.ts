import { runCommand } from '../command.ts';
import { anySite, readMadeWith } from './ready.ts';
import type { Site } from './site.ts';

/** A site started by a user's shell command; see `runCommand`, which says what is thrown. */
export async function startCommand(command: string): Promise<Site> {
  const { process, host, port, answer } = await runCommand(anySite('/'), command);
  return {
    kind: 'command',
    url: `http://${host}:${port}`,
    host,
    port,
    label: `${answer.madeWith ?? command.split(/\s/)[0]} (command)`,
    version: readMadeWith(answer.madeWith)?.version ?? null,
    image: null,
    configuration: null,
    quota: null,
    pid: process.pid,
    local: true,
    certificate: null,
    log: process.log,
    stop: process.stop,
  };
}
