/** What to do about a target that cannot be reached, by the cause of it. */

const OF_TLS: readonly (readonly [cause: RegExp, advice: string])[] = [
  [/TLS credentials of the client/, 'correct the files of cert and key, or the psk, in tls'],
  [/PSK/, 'correct identity and secret in tls.psk'],
  [
    /refused: (?:certificate|bad certificate|unsupported certificate|unknown CA|access denied)/,
    'set tls.cert and tls.key to a certificate that the target accepts',
  ],
  [/TLS name:/, 'use the name in the certificate as the host, or set tls.servername to it'],
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, 'renew the certificate of the target'],
  [/TLS certificate:/, 'set tls.ca to the authority that signed the certificate of the target'],
  [/TLS: the target refused/, 'set minVersion, maxVersion and ciphers in tls as the target has them'],
];

/** It listens, and hangs up on what is said there. */
const OTHER_PROTOCOL =
  /does not speak|during the handshake|connection reset|closed (?:without|before) a|not (?:an )?(?:MQTT|HTTP)|upgrade refused|subprotocol/;

/** A clause for 'next step: '. `schemes`: of URLs of such a target, like ['http', 'https']. */
export function adviceFor(cause: string, schemes: readonly string[]): string {
  const ofTls = OF_TLS.find(([pattern]) => pattern.test(cause));
  if (ofTls) return ofTls[1];
  if (OTHER_PROTOCOL.test(cause))
    return `something listens there; use the scheme that it speaks on this port (${schemes.map((scheme) => `${scheme}://`).join(', ')})`;
  return 'start it, or correct host and port';
}
