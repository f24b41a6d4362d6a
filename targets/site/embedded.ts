import { selfSigned } from '../certificate.ts';
import { runEmbedded } from '../embedded.ts';
import { lampi, readMadeWith } from './ready.ts';
import type { Site, SiteOptions } from './site.ts';

/**
 * The LAMPI site's pages, log-in and accounts in a Node process of its own; needs nothing installed but, for HTTPS,
 * openssl. It checks passwords without hashing: a log-in costs next to nothing, unlike Django's.
 * @throws TargetUnavailable when it does not come up.
 */
export async function startEmbedded({ certificateFor }: Pick<SiteOptions, 'certificateFor'>): Promise<Site> {
  const certificate = certificateFor === undefined ? null : await selfSigned(certificateFor);
  const tls = certificate !== null;
  const { process, host, port, answer } = await runEmbedded(lampi, {
    module: new URL('./embedded-site.ts', import.meta.url),
    tls,
    env: { SITE_KEY: certificate?.key, SITE_CERTIFICATE: certificate?.certificate },
  });
  return {
    kind: 'embedded',
    url: `${tls ? 'https' : 'http'}://${host}:${port}`,
    host,
    port,
    label: `${answer.madeWith} (embedded)`,
    version: readMadeWith(answer.madeWith)?.version ?? null,
    image: null,
    configuration: null,
    quota: null,
    pid: process.pid,
    local: true,
    certificate: certificate?.certificate ?? null,
    log: process.log,
    stop: process.stop,
  };
}
