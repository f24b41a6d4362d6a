import { firstOf } from '../auto.ts';
import { startContainer } from './container.ts';
import { startEmbedded } from './embedded.ts';
import type { Site, SiteOptions } from './site.ts';

/** The container, else the embedded site where the options leave it; see `firstOf`. */
export const startAuto = firstOf<Site, SiteOptions>('site', 'http://HOST:PORT', [
  {
    kind: 'container',
    part: 'docker',
    fits: () => true,
    start: (options) => startContainer(null, options),
  },
  {
    kind: 'embedded',
    part: null,
    fits: ({ quota, hostNetwork, configuration = 'nominal' }) =>
      quota === undefined && !hostNetwork && configuration === 'nominal',
    start: startEmbedded,
  },
]);
