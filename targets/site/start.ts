import { startTarget } from '../start.ts';
import { SITES } from './kinds.ts';
import type { Site, SiteOptions } from './site.ts';

/** Starts a site, or finds the one named, and returns once it answers a GET: see `startTarget`. */
export const startSite = (options: SiteOptions): Promise<Site> => startTarget(SITES, options);
