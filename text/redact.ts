/**
 * Takes credentials out of anything that is saved or printed: plans, command lines, fingerprints. What is known by its place
 * goes whatever it is called: user info and queries of URLs, what a command puts into the environment. The rest is known by
 * its name. Plans have places of their own (load/mqtt/saved-plan.ts, load/http/saved-plan.ts).
 *
 * A user name beside a password stays, but in URLs of HTTP: it is needed to reproduce a run and opens nothing. One that
 * stands alone is a token.
 */
import { redactCommand } from './redact-command.ts';
import { redactQuery } from './redact-query.ts';

const REDACTED = '***';
const SECRET_WORD =
  'password|passwd|passphrase|passcode|pwd|pw|secret|token|authorization|credentials?|jwt|(?:api|access|private)[-_]?key';
const SECRET_KEY = new RegExp(`(?:${SECRET_WORD})$`, 'i');
const SECRET_OPTION = new RegExp(`^(?:-P|--(?:[a-z0-9]+-)*(?:${SECRET_WORD}))$`, 'i');
// The last @ before the path ends the user info (RFC 3986, 3.2.1); an unescaped / in a password is caught by the
// second form, which leaves `host:1883/topic@x` alone.
const USER_INFO = /((?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/[^\s:@/?#'"]*):[^\s/?#'"]*@/gi;
const USER_BEFORE_PASSWORD = /(?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/[^:@/?#]*:(?!\*\*\*@)(?!\d*(?:[/?#]|$))/i;
// A token may stand in place of a user name.
const HTTP_USER_INFO = /(https?:\/\/)[^\s@/?#'"]*@/gi;
const TOKEN_INFO = /((?:mqtts?|wss?|ssl|tls|tcp):\/\/)[^\s:@/?#'"]+@/gi;
const WORD = /[^\s'"]+/g;
const WORD_WITHOUT_MARKUP = /[^\s'"<>]+/g;
const SCHEME = /(?<![a-z0-9+.-])[a-z0-9+.-]+:\/\//i;
// To the end of the line: where the command ends, the text around it does not say.
const COMMAND = /(exec:|--build[= ]['"]?)([^\n]*)/g;
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

const KEY_BEGINS = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/g;
const KEY_ENDS = /-----END [A-Z ]{0,40}PRIVATE KEY-----/g;

/**
 * One text: private keys (PEM), URLs (`user:***@host`), `--password x`, `-P x`, `MQTT_PASSWORD=x`, `?key=x`, `exec:NAME=x`,
 * `"password": "x"`, `<password>x</password>`.
 */
export function redactText(text: string): string {
  let result = text;
  if (result.includes('://')) {
    result = result.replace(USER_INFO, `$1:${REDACTED}@`).replace(WORD, redactUnescaped);
    result = result.replace(HTTP_USER_INFO, `$1${REDACTED}@`).replace(TOKEN_INFO, `$1${REDACTED}@`);
    result = result.replace(WORD_WITHOUT_MARKUP, redactQueryOf);
  }
  if (result.includes('exec:') || result.includes('--build'))
    result = result.replace(COMMAND, (_, before: string, command: string) => before + redactCommand(command));
  if (result.includes('PRIVATE KEY')) result = redactKeys(result);
  if (result.includes('=')) result = result.replace(ASSIGNED, `$1${REDACTED}`);
  if (result.includes('":') || result.includes('" :')) result = result.replace(MEMBER, `$1"${REDACTED}"`);
  if (result.includes('</')) result = result.replace(ELEMENT, `$1${REDACTED}`);
  if (result.includes('-')) {
    result = result.replace(OPTION, `$1${REDACTED}`).replace(SHORT_OPTION, `$1${REDACTED}`);
  }
  return result;
}

/** Of a text without blanks: all between the first user name with a password and the last @. */
function redactUnescaped(word: string): string {
  const at = word.includes('://') ? word.lastIndexOf('@') : -1;
  if (at < 0) return word;
  const user = USER_BEFORE_PASSWORD.exec(word);
  const end = user ? user.index + user[0].length : 0;
  return user && end <= at ? `${word.slice(0, end)}${REDACTED}${word.slice(at)}` : word;
}

function redactQueryOf(word: string): string {
  const scheme = word.includes('://') ? SCHEME.exec(word) : null;
  if (!scheme) return word;
  const path = scheme.index + scheme[0].length;
  const length = word.slice(path).search(/[?#]/);
  return length < 0 ? word : word.slice(0, path + length) + redactAfterPath(word.slice(path + length));
}

function redactKeys(text: string): string {
  let [redacted, at] = ['', 0];
  for (;;) {
    KEY_BEGINS.lastIndex = at;
    if (!KEY_BEGINS.test(text)) break;
    KEY_ENDS.lastIndex = KEY_BEGINS.lastIndex;
    const end = KEY_ENDS.exec(text);
    if (!end) break;
    redacted += `${text.slice(at, KEY_BEGINS.lastIndex)}${REDACTED}${end[0]}`;
    at = KEY_ENDS.lastIndex;
  }
  return redacted + text.slice(at);
}

/** What follows the path of a URL: `?page=2&key=***`. */
const redactAfterPath = (text: string): string => {
  const [, mark = '', query = '', fragment = ''] = /^(\??)([^#]*)(.*)$/s.exec(text) ?? [];
  return `${mark}${redactQuery(query, isSecretName)}${fragment && `#${redactQuery(fragment.slice(1), isSecretName)}`}`;
};

/** A path with all that follows it. */
export const redactPath = (path: string): string => path.replace(/[?#].*$/s, (rest) => redactAfterPath(rest));

/** Whether a field of that name holds a credential. */
export const isSecretName = (name: string): boolean => SECRET_KEY.test(name);

/** A copy of any plain data with its credentials replaced, by key (`password`, `apiKey`, …) and inside every text. */
export function redact<T>(value: T): T {
  return redactAny(value) as T;
}

function redactAny(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) {
    // Series of numbers may be long.
    if (value.every((item) => typeof item === 'number' || item === null)) return value;
    return value.map((item, index) => {
      if (typeof item !== 'string') return redactAny(item);
      const option = String(value[index - 1]);
      if (SECRET_OPTION.test(option)) return REDACTED;
      return redactText(option === '--build' ? redactCommand(item) : item);
    });
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      ['string', 'number'].includes(typeof inner) && SECRET_KEY.test(key) ? REDACTED : redactAny(inner),
    ]),
  );
}
