import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { containerForm } from '../forms.ts';
import { changesOf } from './lampi/changes.ts';
import type { Site, SiteKind, SiteOptions } from './site.ts';
import { wantsOurContainer, wantsOurSite } from './unfit.ts';

const HTTP_PORT = 80;
const FOLDER = fileURLToPath(new URL('./lampi/image', import.meta.url));

/** A site in a container: LAMPI with its 10,000 accounts unless an image is named. */
export const container: SiteKind = {
  name: 'container',
  form: containerForm('my-site:1'),
  auto: { part: 'docker' },
  unfit(image, options) {
    if (image !== '') return wantsOurContainer(options) ?? wantsOurSite(options);
    changesOf(options.configuration ?? 'nominal');
    return null;
  },
  start: startContainer,
};

/**
 * An image that is named runs as it is and must serve HTTP on port 80. With host networking ours gets a free port of 127.0.0.1.
 * @throws TargetUnavailable when there is no engine, no image, or the site does not come up.
 */
async function startContainer(named: string, options: SiteOptions): Promise<Site> {
  const { certificateFor } = await import('../authority.ts');
  const { engineFor, runContainer } = await import('../container.ts');
  const { builtImage } = await import('../container-engine.ts');
  const { freePort } = await import('../free-port.ts');
  const { lampiConfiguration } = await import('./lampi/configuration.ts');
  const { anySite, lampi, readMadeWith } = await import('./ready.ts');
  const ours = named === '';
  const { hostNetwork = false, quota, certificateFor: host } = options;
  const engine = await engineFor(hostNetwork);
  const image = ours
    ? await builtImage({ name: 'tidemark-lampi', folder: FOLDER, files: imageFiles() })
    : named;
  const port = hostNetwork ? await freePort() : HTTP_PORT;
  const certificate = host === undefined ? null : await certificateFor(host);
  const tls = certificate !== null;
  const address = hostNetwork ? '127.0.0.1' : null;
  const configuration = ours
    ? lampiConfiguration(FOLDER, options.configuration, { port, address, certificate })
    : null;

  const {
    answer,
    startAgain: _,
    ...running
  } = await runContainer(engine, ours ? lampi : anySite('/'), {
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
    mayHaveChildren: true,
    url: `${tls ? 'https' : 'http'}://${running.host}:${running.port}`,
    label: `${ours ? (answer.madeWith ?? image) : named} (container${tuned})`,
    version: known?.version ?? null,
    configuration: configuration?.hash ?? null,
    certificate: certificate?.authority ?? null,
  };
}

/** Everything the image is built from; Python's caches are not. */
function imageFiles(): string[] {
  return readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('__pycache__'))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(FOLDER.length + 1))
    .sort();
}
