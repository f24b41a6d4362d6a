/** TLS, by certificates or by a key that both sides know (PSK). */
import { constants } from 'node:crypto';
import { connect, createSecureContext, type SecureContext } from 'node:tls';
import { readRegularFile, whyUnread } from '../regular-file.ts';
import { fillTemplate, type TemplateValues } from '../template.ts';
import { isPem } from './pem.ts';
import { HANDSHAKE_FAILURE, isCertificate, tlsCause, UNUSABLE_CREDENTIALS } from './tls-causes.ts';
import type { TlsPlan } from './tls-plan.ts';
import { keepSession } from './tls-session.ts';
import type { Transport } from './transport.ts';

/** A certificate, key or secret of ours that cannot be used: the generator's own fault. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';

  constructor(what: string) {
    super(`${UNUSABLE_CREDENTIALS}${what}`);
  }
}

/** Those of all public authorities take a quarter of it. */
const MOST_FILE_BYTES = 1024 ** 2;

/** OpenSSL offers no PSK unless it is named; TLS 1.3 takes one only with SHA-256 (RFC 8446, 4.2.11). */
const PSK_CIPHERS = 'TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:PSK';

/** One context serves all connections, unless each client has a certificate of its own. */
export function tlsTransport(plan: TlsPlan): Transport {
  const { verify, servername: named, alpn, psk } = plan;
  const ownCertificates = isTemplate(plan.cert) || isTemplate(plan.key);
  let shared: SecureContext | null = null;
  const contextOf = (values: TemplateValues | null): SecureContext => {
    if (ownCertificates) return contextFor(plan, values);
    shared ??= contextFor(plan, values);
    return shared;
  };
  return {
    layers: [
      { event: 'connect', layer: 'tcp' },
      { event: 'secureConnect', layer: 'tls' },
    ],
    ...(psk && { causeOf: pskCause }),
    connect(options, host, { values = null, tlsSession = null }) {
      const servername = named ?? host;
      const socket = connect({
        ...options,
        secureContext: contextOf(values),
        rejectUnauthorized: verify,
        ...(servername !== null && { servername }),
        ...(tlsSession?.newest && { session: tlsSession.newest }),
        ...(alpn !== undefined && { ALPNProtocols: [...alpn] }),
        ...(psk !== undefined && {
          pskCallback: pskOf(psk, values),
          // There is no certificate whose name could be compared.
          checkServerIdentity: () => undefined,
        }),
      });
      if (tlsSession) keepSession(socket, tlsSession);
      return socket;
    },
  };
}

/**
 * With TLS 1.3 a target that knows no such key offers its certificate (RFC 8446, 4.2.11); one that has none then finds
 * nothing in common with the client.
 */
function pskCause(error: NodeJS.ErrnoException): string | null {
  if (isCertificate(error.code ?? ''))
    return 'TLS: the target did not accept identity and secret (PSK), and offered a certificate';
  const cause = tlsCause(error);
  return cause === HANDSHAKE_FAILURE
    ? `${cause} (unknown identity or secret of PSK, or other ciphers)`
    : null;
}

function contextFor(plan: TlsPlan, values: TemplateValues | null): SecureContext {
  const { ca, cert, key, passphrase, minVersion, maxVersion, psk } = plan;
  const ciphers = plan.ciphers ?? (psk ? PSK_CIPHERS : undefined);
  const pem = {
    ...(ca !== null && { ca: read(ca, values) }),
    ...(cert !== undefined && { cert: read(cert, values) }),
    ...(key !== undefined && { key: read(key, values) }),
  };
  try {
    return createSecureContext({
      ...pem,
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
      ...(passphrase !== undefined && { passphrase }),
      ...(minVersion !== undefined && { minVersion }),
      ...(maxVersion !== undefined && { maxVersion }),
      ...(ciphers !== undefined && { ciphers }),
    });
  } catch (error) {
    throw new CredentialsError(`they cannot be used: ${(error as Error).message}`);
  }
}

function read(pemOrFile: string, values: TemplateValues | null): string {
  if (isPem(pemOrFile)) return pemOrFile;
  const file = filled(pemOrFile, values);
  try {
    return readRegularFile(file, MOST_FILE_BYTES).toString();
  } catch (error) {
    // The template, not the file: this is counted, and each client has a file of its own.
    throw new CredentialsError(`the file ${pemOrFile} is required; got ${whyUnread(error)}`);
  }
}

function pskOf({ identity, secret }: NonNullable<TlsPlan['psk']>, values: TemplateValues | null) {
  const one = { identity: filled(identity, values), psk: Buffer.from(filled(secret, values), 'hex') };
  return () => one;
}

const isTemplate = (text: string | undefined): boolean =>
  text !== undefined && !isPem(text) && text.includes('{');
const filled = (template: string, values: TemplateValues | null): string =>
  values === null ? template : fillTemplate(template, values);
