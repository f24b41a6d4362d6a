/** What of a URL follows its path, and texts with names in braces: what is written there may be a secret, names are none. */

const REDACTED = '***';
const FIELD = /(\{[\w:]+\})/;
/** Pages, limits and flags open nothing, and tell one request from another. */
const PLAIN = /^(?:\d{0,4}|true|false)$/;
/** Of the Authorization header (RFC 9110, 11.1). */
const SCHEME = /^(?:Basic|Bearer|Digest|Token|ApiKey|Negotiate) /i;

/** `key-1{user}` reads `***{user}`, `Bearer {token}` stays. */
export const redactLiterals = (template: string): string =>
  template
    .split(FIELD)
    .map((part, at) => (at % 2 === 1 ? part : redactLiteral(part)))
    .join('');

function redactLiteral(text: string): string {
  const scheme = SCHEME.exec(text)?.[0] ?? '';
  return /\w/.test(text.slice(scheme.length)) ? `${scheme}${REDACTED}` : text;
}

/** `page=2&key=abc` reads `page=2&key=***`. `isSecret`: of the name of a value. */
export const redactQuery = (query: string, isSecret: (name: string) => boolean = () => false): string =>
  query
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at + 1), pair.slice(at + 1)];
      return PLAIN.test(value) && !(value !== '' && isSecret(name.slice(0, -1)))
        ? pair
        : `${name}${redactLiterals(value)}`;
    })
    .join('&');
