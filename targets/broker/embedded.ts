import { runEmbedded } from '../embedded.ts';
import type { Broker } from './broker.ts';
import { mqtt, readVersion } from './ready.ts';

/**
 * aedes in a process of its own: MQTT 3.1 and 3.1.1, needs nothing installed.
 * @throws TargetUnavailable when it does not come up.
 */
export async function startEmbedded(): Promise<Broker> {
  const module = new URL('./embedded-broker.ts', import.meta.url);
  const { process, host, port, answer } = await runEmbedded(mqtt, { module });
  const version = readVersion(answer.version)?.version ?? null;
  return {
    kind: 'embedded',
    url: `mqtt://${host}:${port}`,
    host,
    port,
    label: `aedes ${version} (embedded)`,
    version,
    image: null,
    configuration: null,
    quota: null,
    pid: process.pid,
    local: true,
    log: process.log,
    stop: process.stop,
  };
}
