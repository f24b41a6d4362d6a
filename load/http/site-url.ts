/** The address of a site as users write it: host, port, base path, user name and password. Nothing of it is left unused. */

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface SiteUrl {
  /** Without credentials, and without `/` at its end. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** '/app', below which the paths of tasks are; '' = the whole site. */
  readonly basePath: string;
  readonly credentials: Credentials | null;
}

/** What no request to a site could carry, in words; null = all of it can be used. */
export function unusedOfSite(url: URL): string | null {
  if (url.search !== '')
    return 'a site has no query: leave out what follows the ?, or write it into the paths of the tasks';
  if (url.hash !== '') return 'a site has no fragment: leave out what follows the #';
  const { username, password } = url;
  if (!/%3a/i.test(username) && !/%[01][0-9a-f]|%7f/i.test(username + password)) return null;
  return 'Basic credentials (RFC 7617) have no colon in the user name and no control characters; give others';
}

/** @throws RangeError that says what is required */
export function readSiteUrl(text: string): SiteUrl {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new RangeError('an http: or https: URL is required');
  const unused = unusedOfSite(url);
  if (unused !== null) throw new RangeError(unused);
  const secure = url.protocol === 'https:';
  const basePath = url.pathname.replace(/(?<!\/)\/+$/, '');
  return {
    url: url.origin + basePath,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 443 : 80),
    secure,
    basePath,
    credentials: credentialsOf(url),
  };
}

/** `Authorization` field of a request (RFC 7617): UTF-8, in Base64. */
export const basicAuthorization = ({ username, password }: Credentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** @throws RangeError when they cannot be decoded */
export function credentialsOf({ username, password }: URL): Credentials | null {
  if (username === '' && password === '') return null;
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw new RangeError('a % in user name or password needs two hexadecimal digits after it, as in %25');
  }
}
