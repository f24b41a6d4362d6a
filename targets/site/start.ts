import { TargetChoiceError } from '../grammar.ts';
import { leftoversRemoved } from '../leftovers.ts';
import { startAuto } from './auto.ts';
import { startCommand } from './command.ts';
import { startContainer } from './container.ts';
import { startEmbedded } from './embedded.ts';
import { useExternal } from './external.ts';
import { parseSiteChoice, type SiteChoice } from './grammar.ts';
import { changesOf } from './lampi/changes.ts';
import type { Site, SiteOptions } from './site.ts';

/**
 * Starts a site, or finds the one named, and returns once it answers a GET. The first start in a process removes what
 * dead predecessors left.
 * @throws TargetChoiceError when the choice cannot be read or does not go with the other options: wrong usage.
 * @throws TargetUnavailable when the site cannot be had: required, actual, next step, the end of its log.
 */
export async function startSite(options: SiteOptions): Promise<Site> {
  const choice = parseSiteChoice(options.choice);
  refuseUnfit(choice, options);
  await leftoversRemoved();
  switch (choice.kind) {
    case 'auto':
      return startAuto(options);
    case 'embedded':
      return startEmbedded(options);
    case 'container':
      return startContainer(choice.image, options);
    case 'external':
      return useExternal(choice.url);
    case 'command':
      return startCommand(choice.command);
  }
}

/** Options a kind cannot honour are refused: a site that is not the one asked for measures something else. */
function refuseUnfit(choice: SiteChoice, options: SiteOptions): void {
  const { quota, hostNetwork, configuration = 'nominal', certificateFor } = options;
  const ours = choice.kind === 'auto' || (choice.kind === 'container' && choice.image === null);
  const refuse = (asked: string, wants: string) => {
    throw new TargetChoiceError(`site ${choice.kind}: ${asked} wants ${wants}`);
  };
  if (quota !== undefined && choice.kind !== 'auto' && choice.kind !== 'container')
    refuse('a quota', 'a container');
  if (hostNetwork && !ours) refuse('host networking', "the project's own container");
  if (changesOf(configuration).length > 0 && !ours)
    refuse(`configuration ${configuration}`, "the project's own container");
  if (certificateFor !== undefined && !ours && choice.kind !== 'embedded')
    refuse('a certificate', "the embedded site or the project's own container");
}
