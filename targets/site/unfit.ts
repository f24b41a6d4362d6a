/** Which options most kinds of site cannot honour. */
import { changesOf } from './lampi/changes.ts';
import type { SiteOptions } from './site.ts';

/** Null: nothing is asked for that only a container has. */
export const wantsContainer = ({ quota }: SiteOptions): string | null =>
  quota === undefined ? null : 'a quota needs a container';

/**
 * Null: nothing is asked for that only the project's own container has.
 * @throws TargetChoiceError when the configuration cannot be read.
 */
export function wantsOurContainer({ hostNetwork, configuration = 'nominal' }: SiteOptions): string | null {
  const changed = changesOf(configuration).length > 0;
  if (hostNetwork) return "host networking needs the project's own container";
  return changed ? `configuration ${configuration} needs the project's own container` : null;
}

/** Null: no certificate is asked for, which only sites of the project can show. */
export const wantsOurSite = ({ certificateFor }: SiteOptions): string | null =>
  certificateFor === undefined
    ? null
    : "a certificate needs the embedded site or the project's own container";
