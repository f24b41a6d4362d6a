/** All kinds of site. `auto` tries those that let it, in this order. */
import { withAuto } from '../auto.ts';
import { command } from './command.ts';
import { container } from './container.ts';
import { embedded } from './embedded.ts';
import { external } from './external.ts';
import type { Site, SiteOptions } from './site.ts';

export const SITES = withAuto<Site, SiteOptions>('site', 'http://HOST:PORT', [
  container,
  embedded,
  external,
  command,
]);
