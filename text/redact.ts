/**
 * Takes credentials out of anything that is saved or printed: plans, command lines, fingerprints.
 * A user name stays, but in URLs of HTTP: it is needed to reproduce a run and opens nothing.
 */

const REDACTED = '***';
const SECRET_WORD = 'password|passwd|passphrase|pw|secret|token|authorization|api[-_]?key|private[-_]?key';
const SECRET_KEY = new RegExp(`(?:${SECRET_WORD})$`, 'i');
const SECRET_OPTION = new RegExp(`^(?:-P|--(?:[a-z0-9]+-)*(?:${SECRET_WORD}))$`, 'i');
// The last @ before the path ends the user info (RFC 3986, 3.2.1); an unescaped / in a password is caught by the
// second form, which leaves `host:1883/topic@x` alone.
const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/[^\s:@/?#'"]*):[^\s/?#'"]*@/gi;
const USER_INFO_UNESCAPED =
  /([a-z][a-z0-9+.-]*:\/\/[^\s:@/?#'"]*):(?!\*\*\*@)(?!\d*(?:[/?#\s'"]|$))[^\s'"]*@/gi;
// A token may stand in place of a user name there.
const HTTP_USER_INFO = /(https?:\/\/)[^\s@/?#'"]*@/gi;
// What was redacted before keeps the quote after it.
const VALUE = `(?!\\*{3}(?:[\\s&'"]|$))(?:"(?:[^"\\\\]|\\\\.)*"|'[^']*'|[^\\s&]+)`;
const ASSIGNED = new RegExp(`((?<![a-z0-9])(?:${SECRET_WORD})=)${VALUE}`, 'gi');
const OPTION = new RegExp(`((?:^|[\\s'"])--(?:[a-z0-9]+-)*(?:${SECRET_WORD})\\s+)${VALUE}`, 'gi');
// Members of JSON and elements of XML, in bodies of requests that are written as text.
const MEMBER = new RegExp(
  `("[^"\\\\]*(?:${SECRET_WORD})"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|-?\\d[\\w.+-]*)`,
  'gi',
);
const ELEMENT = new RegExp(`(<[\\w:.-]*(?:${SECRET_WORD})>)[^<]*`, 'gi');
// mosquitto's clients: -P PASSWORD, -PPASSWORD
const SHORT_OPTION = new RegExp(`((?:^|[\\s'"])-P\\s*)${VALUE}`, 'g');

const PRIVATE_KEY = /(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----)/g;

/**
 * One text: private keys (PEM), URLs (`user:***@host`), `--password x`, `-P x`, `MQTT_PASSWORD=x`, `?token=x`,
 * `"password": "x"`, `<password>x</password>`.
 */
export function redactText(text: string): string {
  let result = text;
  if (result.includes('://')) {
    result = result.replace(USER_INFO, `$1:${REDACTED}@`).replace(USER_INFO_UNESCAPED, `$1:${REDACTED}@`);
    result = result.replace(HTTP_USER_INFO, `$1${REDACTED}@`);
  }
  if (result.includes('PRIVATE KEY')) result = result.replace(PRIVATE_KEY, `$1${REDACTED}$2`);
  if (result.includes('=')) result = result.replace(ASSIGNED, `$1${REDACTED}`);
  if (result.includes('":') || result.includes('" :')) result = result.replace(MEMBER, `$1"${REDACTED}"`);
  if (result.includes('</')) result = result.replace(ELEMENT, `$1${REDACTED}`);
  if (result.includes('-')) {
    result = result.replace(OPTION, `$1${REDACTED}`).replace(SHORT_OPTION, `$1${REDACTED}`);
  }
  return result;
}

/** A copy of any plain data with its credentials replaced, by key (`password`, `apiKey`, …) and inside every text. */
export function redact<T>(value: T): T {
  return redactAny(value) as T;
}

function redactAny(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      typeof item === 'string' && SECRET_OPTION.test(String(value[index - 1])) ? REDACTED : redactAny(item),
    );
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      ['string', 'number'].includes(typeof inner) && SECRET_KEY.test(key) ? REDACTED : redactAny(inner),
    ]),
  );
}
