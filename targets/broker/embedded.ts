import { word } from '../forms.ts';
import type { BrokerKind } from './broker.ts';
import { wantsContainer, wantsMosquitto } from './unfit.ts';

/** aedes in a process of its own: MQTT 3.1 and 3.1.1, needs nothing installed. */
export const embedded: BrokerKind = {
  name: 'embedded',
  form: word('embedded'),
  auto: { part: null },
  unfit: (_, options) => wantsContainer(options) ?? wantsMosquitto(options),
  async start() {
    const { runEmbedded } = await import('../embedded.ts');
    const { localBroker } = await import('./local-broker.ts');
    const { mqtt } = await import('./ready.ts');
    const running = await runEmbedded(mqtt, { module: new URL('./embedded-broker.ts', import.meta.url) });
    return { ...localBroker(running, { kind: 'embedded', name: 'aedes' }), singleThreaded: true };
  },
};
