import { word } from '../forms.ts';
import type { SiteKind } from './site.ts';
import { wantsContainer, wantsOurContainer } from './unfit.ts';

/**
 * The LAMPI site's pages, log-in and accounts in a Node process of its own; needs nothing installed. It checks passwords without hashing: a log-in costs next to nothing, unlike Django's.
 */
export const embedded: SiteKind = {
  name: 'embedded',
  form: word('embedded'),
  auto: { part: null },
  unfit: (_, options) => wantsContainer(options) ?? wantsOurContainer(options),
  async start(_, { certificateFor: host, namedFunctions = false }) {
    const { certificateFor } = await import('../authority.ts');
    const { runEmbedded } = await import('../embedded.ts');
    const { localSite } = await import('./local-site.ts');
    const { lampi } = await import('./ready.ts');
    const pair = host === undefined ? null : await certificateFor(host);
    const running = await runEmbedded(lampi, {
      module: new URL('./embedded-site.ts', import.meta.url),
      tls: pair !== null,
      env: { SITE_KEY: pair?.key, SITE_CERTIFICATE: pair?.certificate },
      namedFunctions,
    });
    const certificate = pair?.authority ?? null;
    return { ...localSite(running, { kind: 'embedded', name: 'LAMPI', certificate }), singleThreaded: true };
  },
};
