/** Reads a Set-Cookie field (RFC 6265, 5.2 and 5.3) as a user agent does that has asked one host. */
import { cookieDateMs } from './cookie-date.ts';

/** Of name and value together; browsers keep no larger ones. */
const LARGEST_BYTES = 4096;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  /** For HTTPS alone. */
  readonly secure: boolean;
  /** Wall clock; Infinity = as long as the session lasts. */
  readonly expiresMs: number;
}

/** `path`: the target of the request that was answered. Null: the field is to be ignored. */
export function readSetCookie(field: string, host: string, path: string, nowMs: number): Cookie | null {
  const [pair = '', ...attributes] = field.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, equals).trim();
  const value = pair.slice(equals + 1).trim();
  if (equals < 0 || name === '' || name.length + value.length > LARGEST_BYTES || CONTROL.test(pair))
    return null;
  let domain = host;
  let cookiePath = defaultPath(path);
  let secure = false;
  let maxAgeMs: number | null = null;
  let expiresMs: number | null = null;
  for (const attribute of attributes) {
    const at = attribute.indexOf('=');
    const key = (at < 0 ? attribute : attribute.slice(0, at)).trim().toLowerCase();
    const text = at < 0 ? '' : attribute.slice(at + 1).trim();
    if (key === 'secure') secure = true;
    else if (key === 'path') cookiePath = text.startsWith('/') ? text : defaultPath(path);
    else if (key === 'domain') domain = text === '' ? domain : text.replace(/^\./, '').toLowerCase();
    else if (key === 'max-age') {
      if (/^-?\d+$/.test(text)) maxAgeMs = Number(text) * 1000;
    } else if (key === 'expires') expiresMs = cookieDateMs(text) ?? expiresMs;
  }
  if (!covers(domain, host)) return null;
  // Max-Age goes before Expires.
  if (maxAgeMs !== null) expiresMs = maxAgeMs <= 0 ? Number.NEGATIVE_INFINITY : nowMs + maxAgeMs;
  return { name, value, domain, path: cookiePath, secure, expiresMs: expiresMs ?? Number.POSITIVE_INFINITY };
}

/** RFC 6265, 5.1.4: the folder of what was asked for. */
function defaultPath(target: string): string {
  const path = target.split('?', 1)[0]!;
  const end = path.lastIndexOf('/');
  return end <= 0 ? '/' : path.slice(0, end);
}

/** RFC 6265, 5.1.3. An address has no domain above it, and a name without a dot is a whole top level. */
const covers = (domain: string, host: string): boolean =>
  domain === host || (domain.includes('.') && host.endsWith(`.${domain}`) && !/^[\d.]+$|:/.test(host));
