/** What a user writes of TLS, for any kind of load. */
import { z } from 'zod';
import type { Written } from '../plain-data.ts';
import { TLS_VERSIONS, type TlsPlan } from './tls-plan.ts';

const version = z.enum(TLS_VERSIONS);

export const tlsInput = z.strictObject({
  /** PEM of the authority that signed the target's certificate, or the file that holds it. Default: those Node trusts. */
  ca: z.string().min(1).optional(),
  /** Default true. False accepts any certificate, and every report says so. */
  verify: z.boolean().default(true),
  /** Certificate of the client: PEM or file. A template like `certs/{client}.pem` gives each client its own. */
  cert: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  passphrase: z.string().optional(),
  /** Default: the host of the target. */
  servername: z.string().min(1).optional(),
  minVersion: version.optional(),
  maxVersion: version.optional(),
  /** As OpenSSL writes them. */
  ciphers: z.string().min(1).optional(),
  alpn: z.array(z.string().min(1)).nonempty().optional(),
  /** A key that both sides know in place of certificates; both are templates, the secret is in hex. */
  psk: z.strictObject({ identity: z.string().min(1), secret: z.string().min(1) }).optional(),
  /** Clients that come back offer the TLS session that they had. Default false, as the usual MQTT clients do. */
  resume: z.boolean().default(false),
});
export type TlsValues = z.output<typeof tlsInput>;
export type TlsInput = Written<typeof tlsInput>;

const refuse = (field: string, message: string): never => {
  throw new RangeError(`tls.${field}: ${message}`);
};

/** `fail` is told the field and what is wrong with it, and throws. */
export function readTls(tls: TlsValues, fail: (field: string, message: string) => never = refuse): TlsPlan {
  const { ca, verify, minVersion, maxVersion, psk } = tls;
  if ((tls.cert === undefined) !== (tls.key === undefined))
    fail(
      tls.cert === undefined ? 'cert' : 'key',
      'a certificate and its key are required together; got one of them.',
    );
  if (minVersion === 'TLSv1.3' && maxVersion === 'TLSv1.2')
    fail('maxVersion', "a version from minVersion on is required; got 'TLSv1.2' below 'TLSv1.3'.");
  if (psk && tls.cert !== undefined) fail('psk', 'either psk or cert is required; got both.');
  if (psk && !/^(?:[0-9a-f]{2}|\{[^}]*\})+$/i.test(psk.secret))
    fail('psk.secret', 'an even number of hex digits is required.');
  if (psk && tls.resume)
    fail(
      'resume',
      'certificates are required, because a TLS 1.3 handshake by psk looks like one that takes up a session; got psk. Leave out one of them.',
    );
  const { cert, key, passphrase, servername, ciphers, alpn } = tls;
  return {
    ca: ca ?? null,
    verify,
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(passphrase !== undefined && { passphrase }),
    ...(servername !== undefined && { servername }),
    ...(minVersion !== undefined && { minVersion }),
    ...(maxVersion !== undefined && { maxVersion }),
    ...(ciphers !== undefined && { ciphers }),
    ...(alpn !== undefined && { alpn }),
    ...(psk !== undefined && { psk }),
    ...(tls.resume && { resume: true }),
  };
}
