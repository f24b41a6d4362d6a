import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { selfSigned } from '../certificate.ts';
import { engineFor, runContainer } from '../container.ts';
import { builtImage } from '../container-engine.ts';
import { freePort } from '../free-port.ts';
import { changesOf } from './lampi/changes.ts';
import { lampiConfiguration } from './lampi/configuration.ts';
import { anySite, lampi, readMadeWith } from './ready.ts';
import type { Site, SiteOptions } from './site.ts';

const HTTP_PORT = 80;
const FOLDER = fileURLToPath(new URL('./lampi/image', import.meta.url));

/**
 * A site in a container: LAMPI with its 10,000 accounts unless an image is named. A named one runs as it is and must
 * serve HTTP on port 80. With host networking ours gets a free port of 127.0.0.1.
 * @throws TargetUnavailable when there is no engine, no image, or the site does not come up.
 */
export async function startContainer(named: string | null, options: SiteOptions): Promise<Site> {
  const { hostNetwork = false, quota, certificateFor } = options;
  const engine = await engineFor(hostNetwork);
  const image = named ?? (await builtImage({ name: 'tidemark-lampi', folder: FOLDER, files: imageFiles() }));
  const port = hostNetwork ? await freePort() : HTTP_PORT;
  const certificate = certificateFor === undefined ? null : await selfSigned(certificateFor);
  const tls = certificate !== null;
  const address = hostNetwork ? '127.0.0.1' : null;
  const configuration =
    named === null ? lampiConfiguration(FOLDER, options.configuration, { port, address, certificate }) : null;

  const { answer, ...running } = await runContainer(engine, named === null ? lampi : anySite('/'), {
    image,
    port,
    hostNetwork,
    tls,
    files: configuration?.files ?? [],
    quota,
  });
  const known = readMadeWith(answer.madeWith);
  const changes = configuration === null ? [] : changesOf(configuration.name);
  const tuned =
    changes.length === 0 ? '' : `, ${configuration?.name === 'tuned' ? 'tuned: ' : ''}${changes.join(', ')}`;
  return {
    ...running,
    kind: 'container',
    url: `${tls ? 'https' : 'http'}://${running.host}:${running.port}`,
    label: `${named ?? answer.madeWith ?? image} (container${tuned})`,
    version: known?.version ?? null,
    configuration: configuration?.hash ?? null,
    certificate: certificate?.certificate ?? null,
  };
}

/** Everything the image is built from; Python's caches are not. */
function imageFiles(): string[] {
  return readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('__pycache__'))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(FOLDER.length + 1))
    .sort();
}
