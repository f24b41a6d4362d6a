import { fileURLToPath } from 'node:url';
import type { RunningContainer } from '../container.ts';
import { containerForm } from '../forms.ts';
import type { Broker, BrokerKind, BrokerOptions } from './broker.ts';
import type { BrokerAnswer } from './ready.ts';
import { unfitListener, wantsListener, wantsPersistence } from './unfit.ts';

const MQTT_PORT = 1883;
/** Where the images of mosquitto, ours and Eclipse's, look for it. */
const CONFIGURATION_FOLDER = '/mosquitto/config';
/** To whatever user a broker runs as. */
const WRITABLE = '/tmp';
const SOURCE = {
  name: 'tidemark-mosquitto',
  folder: fileURLToPath(new URL('.', import.meta.url)),
  files: ['Dockerfile'],
};

/** A broker in a container: Debian's mosquitto unless an image is named. */
export const container: BrokerKind = {
  name: 'container',
  form: containerForm('eclipse-mosquitto:2'),
  auto: { part: 'docker' },
  unfit(image, { configurationFile, ...options }) {
    if (image === '' || isMosquitto(image)) return unfitListener(options);
    if (configurationFile !== undefined)
      return `a configuration file needs a mosquitto image, and this is ${image}; build the file into the image`;
    return wantsPersistence(options) ?? wantsListener(options);
  },
  start: startContainer,
};

const isMosquitto = (image: string): boolean => image.includes('mosquitto');

/**
 * Images whose name holds `mosquitto` get our configuration (files it names must be in the image); others run as they are
 * and must serve MQTT on port 1883.
 * With host networking mosquitto gets a free port of 127.0.0.1; other images keep 1883.
 * @throws TargetUnavailable when there is no engine, no image, or the broker does not come up.
 */
async function startContainer(named: string, options: BrokerOptions): Promise<Broker> {
  const { engineFor, hostOf, runContainer } = await import('../container.ts');
  const { builtImage } = await import('../container-engine.ts');
  const { freePort } = await import('../free-port.ts');
  const { mosquittoConfiguration, readUsersFile } = await import('./mosquitto-configuration.ts');
  const { newTargetFolder } = await import('../owner-folder.ts');
  const { reachedAt, reachOf } = await import('./listener.ts');
  const { mqttBy, readVersion } = await import('./ready.ts');
  const { hostNetwork = false, configurationFile, quota, persistence = false, noDelay = false } = options;
  const engine = await engineFor(hostNetwork);
  const image = named === '' ? await builtImage(SOURCE) : named;
  const ours = isMosquitto(image);
  const port = hostNetwork && ours ? (options.port ?? (await freePort())) : MQTT_PORT;
  const address = hostNetwork ? '127.0.0.1' : null;
  const users = configurationFile === undefined ? null : await readUsersFile(configurationFile);
  const folder = newTargetFolder();
  const reach = await reachOf(options, folder, hostOf(engine));
  const persistent = persistence !== false && ours;
  // Who is started again has to have the credentials that clients know, and what it kept: it is the same container.
  const lasts = persistent || reach.credentials !== null;
  const listener = {
    port,
    address,
    reach,
    folder: CONFIGURATION_FOLDER,
    socketFolder: WRITABLE,
    noDelay,
    ...(persistent && { stateFolder: WRITABLE }),
  };
  const configuration = ours ? mosquittoConfiguration(listener, users, false) : null;
  const files = [
    ...(configuration === null ? [] : [['mosquitto.conf', configuration.text] as const]),
    ...Object.entries(reach.credentials?.files ?? {}),
  ].map(([name, content]) => ({ target: `${CONFIGURATION_FOLDER}/${name}`, content }));

  // The engine would choose another one at each start.
  const hostPort = options.port ?? (lasts && !hostNetwork ? await freePort() : undefined);
  const request = { image, port, hostNetwork, ...(hostPort !== undefined && { hostPort }), files, quota };
  const asBroker = ({ answer, startAgain, ...running }: RunningContainer<BrokerAnswer>): Broker => {
    const known = readVersion(answer.version);
    return {
      ...running,
      ...(persistent && { persistent }),
      ...(lasts && { startAgain: async () => asBroker(await startAgain()) }),
      kind: 'container',
      mayHaveChildren: true,
      ...reachedAt(reach, running.host, running.port),
      label: `${known === null ? image : `${known.product} ${known.version}`} (container)`,
      version: known?.version ?? null,
      configuration: configuration?.hash ?? null,
    };
  };
  return asBroker(await runContainer(engine, mqttBy(reach), request));
}
