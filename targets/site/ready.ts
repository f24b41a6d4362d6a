/** Whether a site answers: a real GET, its status, and what the answer gives away of what made it. */
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { addressesOf } from '../../load/socket/addresses.ts';
import { socketCause } from '../../load/socket/causes.ts';
import type { Answered, Endpoint, Protocol, Unanswered } from '../ready.ts';

export interface SiteAnswer extends Answered {
  /** 'Django 3.2.25' or 'nginx/1.22.1': the page's `generator`, else the `Server` header. */
  readonly madeWith: string | null;
  readonly status: number;
}

/** Of a page, to see whether it is the right one and what made it; the rest is not waited for. */
const MOST_READ_BYTES = 256 * 1024;

/** Ours is ready when it shows the log-in form with its CSRF token: NGINX alone answers 502 before Django does. */
export const lampi: Protocol<SiteAnswer> = {
  what: 'site',
  answer: 'the log-in page',
  serve: 'serve HTTP',
  knock: (endpoint, timeoutMs) =>
    page(endpoint, '/accounts/login/', timeoutMs, (status, body) =>
      status === 200 && body.includes('csrfmiddlewaretoken') ? null : `status ${status}`,
    ),
};

/** Anybody's is ready when it answers, and not with an error of its own. `authorization`: the field of the request. */
export const anySite = (path: string, authorization: string | null = null): Protocol<SiteAnswer> => ({
  what: 'site',
  answer: `a status below 500 for GET ${path}`,
  serve: 'serve HTTP',
  knock: (endpoint, timeoutMs) =>
    page(endpoint, path, timeoutMs, (status) => (status < 500 ? null : `status ${status}`), authorization),
});

/** One GET; `fault` says why an answer does not count. */
function page(
  { host, port, tls = false }: Endpoint,
  path: string,
  timeoutMs: number,
  fault: (status: number, body: string) => string | null,
  authorization: string | null = null,
): Promise<SiteAnswer | Unanswered> {
  return new Promise((resolve) => {
    const failed = (cause: Error) => resolve({ answered: false, cause });
    const patience = AbortSignal.timeout(Math.ceil(timeoutMs)); // It takes whole milliseconds alone.
    const headers = { 'accept-encoding': 'identity', ...(authorization !== null && { authorization }) };
    const options = {
      host,
      port,
      path,
      headers,
      agent: false,
      signal: patience,
      rejectUnauthorized: false,
      lookup: lookupAll,
    } as const;
    const take = async (response: IncomingMessage) => {
      const status = response.statusCode ?? 0;
      const body = await beginningOf(response);
      const wrong = fault(status, body);
      if (wrong !== null) return failed(new Error(wrong));
      const [, generator] = /<meta name="generator" content="([^"]+)">/.exec(body) ?? [];
      resolve({ answered: true, status, madeWith: generator ?? response.headers.server?.toString() ?? null });
    };
    const request = tls ? getHttps(options) : getHttp(options);
    request.on('response', (response) => void take(response).catch(failed));
    request.on('error', (error) =>
      failed(patience.aborted ? new Error(`no answer within ${Math.round(timeoutMs)} ms`) : inWords(error)),
    );
  });
}

/** As failures are counted; what has no words there says itself what it is. */
function inWords(error: NodeJS.ErrnoException): Error {
  const words = socketCause(error);
  return words === error.code ? error : new Error(words, { cause: error });
}

/** All addresses of a name, of which Node takes the first that connects. */
const lookupAll: LookupFunction = (host, _, found) => {
  addressesOf(host).then((addresses) => {
    const all = addresses.map((address) => ({ address, family: isIP(address) }));
    found(all.length > 0 ? null : new Error(`${host} has no address`), all);
  });
};

async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes >= MOST_READ_BYTES) break; // which closes the connection
  }
  return Buffer.concat(chunks).toString();
}

/** 'Django 3.2.25', 'nginx/1.22.1' or 'Apache' told apart. */
export function readMadeWith(text: string | null): { product: string; version: string | null } | null {
  const [, product, version] = /^([\w.-]+)(?:[ /](\d\S*))?/.exec(text ?? '') ?? [];
  return product === undefined ? null : { product, version: version ?? null };
}
