import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Certificate } from '../../authority.ts';
import { TargetChoiceError } from '../../choice.ts';
import { CHANGES, type ChangeName, changesOf } from './changes.ts';

/** Where NGINX listens; `address` null: every address. */
interface Listener {
  readonly port: number;
  readonly address: string | null;
  readonly certificate: Certificate | null;
}

export interface LampiConfiguration {
  /** 'nominal', 'tuned' or the changes. */
  readonly name: string;
  /** SHA-256 of the files less the listener, first 12 hex digits: equal for equal configurations. */
  readonly hash: string;
  /** What the image's own files are replaced by. */
  readonly files: readonly { readonly target: string; readonly content: string }[];
}

const TARGETS = {
  'nginx.conf': '/etc/nginx/nginx.conf',
  'uwsgi.ini': '/srv/lampisite/uwsgi.ini',
  'settings.py': '/srv/lampisite/lampisite/settings.py',
} as const;
const SOURCES = {
  'nginx.conf': 'nginx.conf',
  'uwsgi.ini': 'uwsgi.ini',
  'settings.py': 'lampisite/settings.py',
} as const;
type FileName = keyof typeof TARGETS;
const KEY = '/etc/nginx/site.key';
const CERTIFICATE = '/etc/nginx/site.pem';

/**
 * The configuration a LAMPI container is started with: the image's files, found in `folder`, with changes applied.
 * @throws TargetChoiceError for a change there is none of, or that does not go with one before it.
 */
export function lampiConfiguration(
  folder: string,
  name = 'nominal',
  { port, address, certificate }: Listener,
): LampiConfiguration {
  const texts = {} as Record<FileName, string>;
  for (const [file, path] of Object.entries(SOURCES) as [FileName, string][]) {
    texts[file] = readFileSync(join(folder, path), 'utf8');
  }
  for (const change of changesOf(name)) apply(texts, change);
  const hash = createHash('sha256').update(JSON.stringify([texts, certificate !== null]));

  const place = `${address === null ? '' : `${address}:`}${port}`;
  const listen =
    certificate === null
      ? `listen ${place};`
      : `listen ${place} ssl;\n\t\tssl_certificate ${CERTIFICATE};\n\t\tssl_certificate_key ${KEY};`;
  texts['nginx.conf'] = texts['nginx.conf'].replace('listen 80;', listen);
  const files = (Object.keys(TARGETS) as FileName[]).map((file) => ({
    target: TARGETS[file] as string,
    content: texts[file],
  }));
  if (certificate !== null) {
    files.push({ target: KEY, content: certificate.key });
    files.push({ target: CERTIFICATE, content: certificate.certificate });
  }
  return { name, hash: hash.digest('hex').slice(0, 12), files };
}

function apply(texts: Record<FileName, string>, name: ChangeName): void {
  const { file, from, to } = CHANGES[name];
  const text = texts[file];
  if (from === undefined) {
    texts[file] = `${text.trimEnd()}\n${to}\n`;
  } else if (text.includes(from)) {
    texts[file] = text.replace(from, () => to);
  } else {
    throw new TargetChoiceError(`site configuration: '${name}' does not go with a change before it`);
  }
}
