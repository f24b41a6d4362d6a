/** How connections are secured, as plans and results have it. */
import { z } from 'zod';
import { list, type PlainData } from '../plain-data.ts';

export const TLS_VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;
const version = z.literal(TLS_VERSIONS);

/** `ca`, `cert`, `key`: PEM, or the path of a file that holds it; `cert`, `key` and `psk` may be templates like `clientId`. */
export const tlsPlan = z.object({
  /** Null = the authorities that Node trusts. */
  ca: z.string().nullable(),
  /** False accepts any certificate. */
  verify: z.boolean(),
  /** Certificate of the client, with those between it and its authority. */
  cert: z.string().exactOptional(),
  key: z.string().exactOptional(),
  passphrase: z.string().exactOptional(),
  /** What the certificate of the target has to be for, and what SNI says; absent = the host of the target (RFC 6066, 3). */
  servername: z.string().exactOptional(),
  minVersion: version.exactOptional(),
  maxVersion: version.exactOptional(),
  /** As OpenSSL writes them. */
  ciphers: z.string().exactOptional(),
  /** RFC 7301. */
  alpn: list(z.string()).exactOptional(),
  /** RFC 4279, and RFC 8446 4.2.11 for TLS 1.3; the secret is in hex. */
  psk: z.object({ identity: z.string(), secret: z.string() }).exactOptional(),
  /** Clients that come back offer the session of their last connection (RFC 8446, 2.2); absent = they do not. */
  resume: z.literal(true).exactOptional(),
});
export type TlsPlan = PlainData<typeof tlsPlan>;
