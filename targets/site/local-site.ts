import type { Running } from '../program.ts';
import { readMadeWith, type SiteAnswer } from './ready.ts';
import type { Site } from './site.ts';

/** A site that is a process of this machine. `name`: what it is called when its answer does not say what made it. */
export function localSite(
  { process, host, port, answer }: Running<SiteAnswer>,
  {
    kind,
    name,
    certificate,
  }: { readonly kind: string; readonly name: string; readonly certificate: string | null },
): Site {
  return {
    kind,
    url: `${certificate === null ? 'http' : 'https'}://${host}:${port}`,
    host,
    port,
    label: `${answer.madeWith ?? name} (${kind})`,
    version: readMadeWith(answer.madeWith)?.version ?? null,
    image: null,
    configuration: null,
    quota: null,
    pid: process.pid,
    certificate,
    log: process.log,
    stop: process.stop,
  };
}
