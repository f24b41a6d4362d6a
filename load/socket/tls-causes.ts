/** Why a TLS handshake failed, in words. */

/** Begins the causes that lie in a certificate, key or secret of ours. */
export const UNUSABLE_CREDENTIALS = 'TLS credentials of the client: ';

/** Alerts that a target sends (RFC 8446, 6; RFC 4279 and RFC 7301 for the last two). */
const ALERTS: Readonly<Record<number, string>> = {
  20: 'bad record MAC',
  40: 'handshake failure',
  42: 'bad certificate',
  43: 'unsupported certificate',
  44: 'certificate revoked',
  45: 'certificate expired',
  46: 'certificate unknown',
  47: 'illegal parameter',
  48: 'unknown CA',
  49: 'access denied',
  50: 'decode error',
  51: 'decrypt error',
  70: 'protocol version',
  71: 'insufficient security',
  80: 'internal error',
  109: 'missing extension',
  112: 'unrecognized name',
  116: 'certificate required',
  115: 'unknown PSK identity',
  120: 'no application protocol',
};
const REFUSED = 'TLS: the target refused: ';
/** Nothing that both sides offer is the same. */
export const HANDSHAKE_FAILURE = `${REFUSED}${ALERTS[40]}`;
/** Renegotiation (RFC 5246, 7.4.1.1). */
export const NEW_HANDSHAKE = 'TLS: the target asked for a new handshake, which is refused';
const ALERT = /alert number (\d+)/;

const OF_OPENSSL = 'ERR_SSL_';
/** What comes is not in records of TLS. */
const NOT_SPOKEN: ReadonlySet<string> = new Set(
  [
    'WRONG_VERSION_NUMBER',
    'PACKET_LENGTH_TOO_LONG',
    'HTTP_REQUEST',
    'BAD_RECORD_TYPE',
    'RECORD_LAYER_FAILURE',
  ].map((reason) => `${OF_OPENSSL}${reason}`),
);

/** The cause of what a TLS socket says; null = nothing that TLS is the reason of. */
export function tlsCause({ code = '', message }: NodeJS.ErrnoException): string | null {
  const alert = ALERT.exec(message)?.[1];
  if (alert !== undefined) return `${REFUSED}${ALERTS[Number(alert)] ?? `alert ${alert}`}`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'TLS name: the certificate is for another host';
  if (code === 'ECONNRESET' && message.includes('before secure'))
    return 'TLS: the connection was closed during the handshake';
  if (isCertificate(code)) return `TLS certificate: ${code}`;
  if (code === 'EPROTO' || NOT_SPOKEN.has(code)) return 'TLS: the target does not speak it';
  // OpenSSL's own words, of which there are some hundreds.
  if (code.startsWith(OF_OPENSSL))
    return `TLS: ${code.slice(OF_OPENSSL.length).toLowerCase().replaceAll('_', ' ')}`;
  return null;
}

/** The target's certificate, or what signed it, is not accepted. */
export const isCertificate = (code: string): boolean =>
  !code.startsWith('ERR_SSL') && /CERT|SELF_SIGNED|UNABLE_TO|ISSUER/.test(code);
