import { word } from '../forms.ts';
import type { BrokerKind } from './broker.ts';
import type { EmbeddedListener } from './embedded-listener.ts';
import { unfitListener, wantsContainer, wantsMosquitto, wantsPersistence } from './unfit.ts';

/** aedes in a process of its own: MQTT 3.1 and 3.1.1, needs nothing installed. */
export const embedded: BrokerKind = {
  name: 'embedded',
  form: word('embedded'),
  auto: { part: null },
  unfit: (_, options) =>
    wantsContainer(options) ?? wantsMosquitto(options) ?? wantsPersistence(options) ?? unfitListener(options),
  async start(_, options) {
    const { runEmbedded } = await import('../embedded.ts');
    const { localBroker } = await import('./local-broker.ts');
    const { LISTENER } = await import('./embedded-listener.ts');
    const { startLasting } = await import('./lasting.ts');
    const { mqttBy } = await import('./ready.ts');
    return startLasting(options, async ({ folder, reach, port = 0 }) => {
      const { transport, credentials } = reach;
      const proof = credentials?.proof ?? null;
      const listener: EmbeddedListener = { port, transport, proof, folder };
      const running = await runEmbedded(mqttBy(reach), {
        module: new URL('./embedded-broker.ts', import.meta.url),
        env: { [LISTENER]: JSON.stringify(listener) },
        namedFunctions: options.namedFunctions ?? false,
      });
      return { ...localBroker(running, { kind: 'embedded', name: 'aedes', reach }), singleThreaded: true };
    });
  },
};
