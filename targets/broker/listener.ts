/** How clients reach a broker that is started for a test: by which transport, and with which credentials. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsInput } from '../../load/socket/tls-input.ts';
import type { Authority } from '../authority.ts';

/** `psk`: TLS by a key that both sides know, in place of certificates. */
export type ListenerTransport = 'tcp' | 'tls' | 'psk' | 'ws' | 'wss';

export interface ListenerOptions {
  /** Default 'tcp'. */
  readonly transport?: ListenerTransport;
  /**
   * With 'tls' and 'wss': clients have to show a certificate that the broker's authority signed. A number: so many are
   * made, one for each client of a group, by its index.
   */
  readonly clientCertificates?: true | number;
}

/** What a broker needs to listen, and what clients need to reach it. */
export interface ListenerCredentials {
  /** By name; the broker reads them. */
  readonly files: Readonly<Record<string, string>>;
  readonly proof: 'certificate' | 'certificates of both' | 'psk';
  readonly clients: TlsInput;
}

export const CA_FILE = 'ca.pem';
export const CERTIFICATE_FILE = 'certificate.pem';
export const KEY_FILE = 'key.pem';
export const PSK_FILE = 'psk.txt';

export const isSecured = (transport: ListenerTransport): boolean =>
  /^(?:mqtts|wss)$/.test(SCHEMES[transport]);
export const isWebSocket = (transport: ListenerTransport): boolean =>
  transport === 'ws' || transport === 'wss';

const SCHEMES: Readonly<Record<ListenerTransport, string>> = {
  tcp: 'mqtt',
  tls: 'mqtts',
  psk: 'mqtts',
  ws: 'ws',
  wss: 'wss',
};

/** How clients reach a listener. */
export interface ListenerReach {
  readonly transport: ListenerTransport;
  readonly credentials: ListenerCredentials | null;
}

export const PLAIN: ListenerReach = { transport: 'tcp', credentials: null };

/** Of a broker that listens there; its `url` is like `mqtts://127.0.0.1:41883`. */
export const reachedAt = (
  { transport, credentials }: ListenerReach,
  host: string,
  port: number,
): { readonly url: string; readonly tls: TlsInput | null } => ({
  url: `${SCHEMES[transport]}://${host}:${port}${isWebSocket(transport) ? '/mqtt' : ''}`,
  tls: credentials?.clients ?? null,
});

/** What `options` ask for, prepared. `folder`: of the broker, private and removed with it. `host`: where it will listen. */
export async function reachOf(
  options: ListenerOptions,
  folder: string,
  host = '127.0.0.1',
): Promise<ListenerReach> {
  return { transport: options.transport ?? 'tcp', credentials: await credentialsFor(options, folder, host) };
}

/** Names and addresses that clients of this machine know it by. */
const HOSTS = ['localhost', '127.0.0.1', '::1'];
/** mosquitto's file has a line for each; a client picks one by its index. */
const PSK_IDENTITIES = 20_000;

/** Null: nothing is secured. Clients read their keys in `folder`. */
async function credentialsFor(
  { transport = 'tcp', clientCertificates }: ListenerOptions,
  folder: string,
  host: string,
): Promise<ListenerCredentials | null> {
  if (!isSecured(transport)) return null;
  if (transport === 'psk') return pskCredentials();
  const authority = await (await import('../authority.ts')).Authority.create();
  const { key, certificate } = await authority.issue({
    name: 'broker',
    hosts: [...new Set([...HOSTS, host])],
  });
  const clients = { ca: authority.certificate };
  return {
    files: { [CA_FILE]: authority.certificate, [CERTIFICATE_FILE]: certificate, [KEY_FILE]: key },
    proof: clientCertificates === undefined ? 'certificate' : 'certificates of both',
    clients:
      clientCertificates === undefined
        ? clients
        : { ...clients, ...(await clientFiles(authority, clientCertificates, folder)) },
  };
}

/** Writes what the broker reads. */
export async function writeFiles({ credentials }: ListenerReach, folder: string): Promise<void> {
  for (const [name, content] of Object.entries(credentials?.files ?? {}))
    await writeFile(join(folder, name), content, { mode: 0o600 });
}

async function clientFiles(
  authority: Authority,
  count: true | number,
  folder: string,
): Promise<{ cert: string; key: string }> {
  const place = join(folder, 'clients');
  await mkdir(place);
  const index = count === true ? 'any' : '{client}';
  for (let client = 0; client < (count === true ? 1 : count); client++) {
    const name = count === true ? 'any' : String(client);
    const { certificate, key } = await authority.issue({ name: `client ${name}` });
    await writeFile(join(place, `${name}.pem`), certificate);
    await writeFile(join(place, `${name}.key`), key, { mode: 0o600 });
  }
  return { cert: join(place, `${index}.pem`), key: join(place, `${index}.key`) };
}

function pskCredentials(): ListenerCredentials {
  const secret = randomBytes(16).toString('hex');
  const lines = Array.from({ length: PSK_IDENTITIES }, (_, client) => `client-${client}:${secret}`);
  return {
    files: { [PSK_FILE]: `${lines.join('\n')}\n` },
    proof: 'psk',
    clients: { psk: { identity: 'client-{client}', secret } },
  };
}
