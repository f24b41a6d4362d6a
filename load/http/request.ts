/** A request of a user as it is sent (RFC 9112), and what of it outlives a redirect. */
import { isSafe, type Method, methodAfter, needsLength } from './method.ts';
import type { RequestBody } from './request-body.ts';

/** Of every request to a site. */
export interface RequestFrame {
  /** 'https://host:8443' */
  readonly origin: string;
  /** Host field (RFC 9110, 7.2). */
  readonly authority: string;
  /** Field of every request; null = none. */
  readonly authorization: string | null;
}

export interface Request {
  readonly method: Method;
  /** Path and query, percent-encoded. */
  readonly target: string;
  readonly body: RequestBody | null;
  /** Fields of its own, in lower case; they go before those that every request has. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const getOf = (target: string): Request => ({ method: 'GET', target, body: null });

/** Fields of every request but Host. `cookies`: '' = none. */
export const commonFields = ({ authorization }: RequestFrame, cookies: string): Record<string, string> => ({
  'user-agent': 'tidemark',
  accept: '*/*',
  // A site may send any coding to who asks for none (RFC 9110, 12.5.3).
  'accept-encoding': 'identity',
  ...(authorization !== null && { authorization }),
  ...(cookies !== '' && { cookie: cookies }),
});

/**
 * Latin-1, so that cookies come back to a site as they were. `cookies`: '' = none. `etag`: of the answer that the user has
 * kept (RFC 9110, 13.1.2); null = none.
 */
export function requestText(
  frame: RequestFrame,
  { method, target, body, headers }: Request,
  cookies: string,
  etag: string | null = null,
): string {
  const { origin, authority } = frame;
  const fields = {
    host: authority,
    ...commonFields(frame, cookies),
    // Over HTTPS, Django's CSRF check asks for the referer.
    ...(!isSafe(method) && { origin, referer: origin + target }),
    ...(body !== null && body.type !== null && { 'content-type': body.type }),
    ...((body !== null || needsLength(method)) && { 'content-length': String(body?.bytes.length ?? 0) }),
    ...(etag !== null && { 'if-none-match': etag }),
    ...headers,
  };
  let text = `${method} ${target} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(fields)) text += `${name}: ${value}\r\n`;
  return `${text}\r\n${body?.bytes ?? ''}`;
}

/** The request that an answer of `status` to `request` asks for. */
export function redirected(request: Request, status: number, target: string): Request {
  const method = methodAfter(status, request.method);
  if (method === request.method) return { ...request, target };
  // What told of the body goes with it.
  const headers = Object.entries(request.headers ?? {}).filter(([name]) => !name.startsWith('content-'));
  return { method, target, body: null, headers: Object.fromEntries(headers) };
}

/** Fields of a request that are not the user's to write: what they say follows from the rest of it. */
const OURS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'cookie',
  'te',
  'trailer',
  'upgrade',
  'expect',
]);

/** A value that has got names filled in, by a site, too: what no field can carry is left out (RFC 9110, 5.5). */
export const fieldValue = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '');

/** Why a field cannot be sent, in words; null = it can. `value` may have names in braces. */
export function whyNoField(name: string, value: string): string | null {
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) return 'a name of letters, digits and - is required';
  if (OURS.has(name.toLowerCase())) return 'this field follows from the request: leave it out';
  return /^[\t\x20-\x7e\xa0-\xff]*$/.test(value)
    ? null
    : 'a value without control characters, of Latin-1, is required';
}
