import { TargetChoiceError } from '../choice.ts';
import { startTarget } from '../start.ts';
import { SITES } from './kinds.ts';
import type { Site, SiteOptions } from './site.ts';

/** What is asked of a site; `choice` absent: nobody named one. */
export type SiteAsked = Omit<SiteOptions, 'choice'> & Partial<Pick<SiteOptions, 'choice'>>;

/**
 * Starts a site, or finds the one named, and returns once it answers a GET: see `startTarget`. There is none to fall back on:
 * the sites that this package brings are examples.
 */
export async function startSite({ choice, ...options }: SiteAsked): Promise<Site> {
  if (choice === undefined) {
    throw new TargetChoiceError(
      'No site is named. Required: --site http://HOST:PORT, --site exec:COMMAND or --site container:IMAGE, TIDEMARK_SITE, or `choice` in the siteOptions of the test file. --site embedded is a small example site, LAMPI.',
    );
  }
  return startTarget(SITES, { ...options, choice });
}
