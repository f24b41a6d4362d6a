import { word } from '../forms.ts';
import type { BrokerKind } from './broker.ts';
import type { EmbeddedListener } from './embedded-listener.ts';
import { unfitListener, wantsContainer, wantsMosquitto } from './unfit.ts';

/** aedes in a process of its own: MQTT 3.1 and 3.1.1, needs nothing installed. */
export const embedded: BrokerKind = {
  name: 'embedded',
  form: word('embedded'),
  auto: { part: null },
  unfit: (_, options) => wantsContainer(options) ?? wantsMosquitto(options) ?? unfitListener(options),
  async start(_, options) {
    const { runEmbedded } = await import('../embedded.ts');
    const { localBroker } = await import('./local-broker.ts');
    const { newTargetFolder } = await import('../owner-folder.ts');
    const { LISTENER } = await import('./embedded-listener.ts');
    const { reachOf, writeFiles } = await import('./listener.ts');
    const { mqttBy } = await import('./ready.ts');
    const folder = newTargetFolder();
    const reach = await reachOf(options, folder);
    await writeFiles(reach, folder);
    const { transport, credentials } = reach;
    const proof = credentials?.proof ?? null;
    const listener: EmbeddedListener = { port: options.port ?? 0, transport, proof, folder };
    const running = await runEmbedded(mqttBy(reach), {
      module: new URL('./embedded-broker.ts', import.meta.url),
      folder,
      env: { [LISTENER]: JSON.stringify(listener) },
      namedFunctions: options.namedFunctions ?? false,
    });
    return { ...localBroker(running, { kind: 'embedded', name: 'aedes', reach }), singleThreaded: true };
  },
};
