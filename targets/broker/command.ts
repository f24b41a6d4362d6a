import { runCommand } from '../command.ts';
import type { Broker } from './broker.ts';
import { mqtt, readVersion } from './ready.ts';

/** A broker started by a user's shell command; see `runCommand`, which says what is thrown. */
export async function startCommand(command: string): Promise<Broker> {
  const { process, host, port, answer } = await runCommand(mqtt, command);
  const known = readVersion(answer.version);
  const name = known === null ? (command.split(/\s/)[0] ?? command) : `${known.product} ${known.version}`;
  return {
    kind: 'command',
    url: `mqtt://${host}:${port}`,
    host,
    port,
    label: `${name} (command)`,
    version: known?.version ?? null,
    image: null,
    configuration: null,
    quota: null,
    pid: process.pid,
    local: true,
    log: process.log,
    stop: process.stop,
  };
}
