import { fileURLToPath } from 'node:url';
import { engineFor, runContainer } from '../container.ts';
import { builtImage } from '../container-engine.ts';
import { freePort } from '../free-port.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import { mosquittoConfiguration } from './mosquitto-configuration.ts';
import { readUsersFile } from './native.ts';
import { mqtt, readVersion } from './ready.ts';

const MQTT_PORT = 1883;
/** Where the images of mosquitto, ours and Eclipse's, look for it. */
const CONFIGURATION_PATH = '/mosquitto/config/mosquitto.conf';
const SOURCE = {
  name: 'tidemark-mosquitto',
  folder: fileURLToPath(new URL('.', import.meta.url)),
  files: ['Dockerfile'],
};

/**
 * A broker in a container: Debian's mosquitto unless an image is named. Images whose name holds `mosquitto` get our
 * configuration (files it names must be in the image); others run as they are and must serve MQTT on port 1883.
 * With host networking mosquitto gets a free port of 127.0.0.1; other images keep 1883.
 * @throws TargetUnavailable when there is no engine, no image, or the broker does not come up.
 */
export async function startContainer(named: string | null, options: BrokerOptions): Promise<Broker> {
  const { hostNetwork = false, configurationFile, quota } = options;
  const engine = await engineFor(hostNetwork);
  const image = named ?? (await builtImage(SOURCE));
  const isMosquitto = image.includes('mosquitto');
  const port = hostNetwork && isMosquitto ? await freePort() : MQTT_PORT;
  const address = hostNetwork ? '127.0.0.1' : null;
  const users = configurationFile === undefined ? null : await readUsersFile(configurationFile);
  const configuration = isMosquitto ? mosquittoConfiguration({ port, address }, users, false) : null;
  const files = configuration === null ? [] : [{ target: CONFIGURATION_PATH, content: configuration.text }];

  const { answer, ...running } = await runContainer(engine, mqtt, { image, port, hostNetwork, files, quota });
  const known = readVersion(answer.version);
  return {
    ...running,
    kind: 'container',
    url: `mqtt://${running.host}:${running.port}`,
    label: `${known === null ? image : `${known.product} ${known.version}`} (container)`,
    version: known?.version ?? null,
    configuration: configuration?.hash ?? null,
  };
}
