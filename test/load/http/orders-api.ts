/** A REST API of orders: tokens, a list with an ETag, and each method on one order. It keeps what it was asked. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface OrdersApi {
  readonly listener: RequestListener;
  readonly asked: Asked[];
  /** By the user that they were given to. */
  readonly tokens: Map<string, string>;
  readonly orders: Map<string, { readonly owner: string; readonly name: string }>;
}

/** `open`: no token is needed. */
export function ordersApi({ open = false } = {}): OrdersApi {
  const asked: Asked[] = [];
  const tokens = new Map<string, string>();
  const orders: OrdersApi['orders'] = new Map();
  let lastId = 9_007_199_254_740_993n;

  const answer = (response: ServerResponse, status: number, data: unknown, headers = {}): void => {
    const body = data === null ? '' : `${text(data)}`;
    response.writeHead(status, { ...(body !== '' && { 'content-type': 'application/json' }), ...headers });
    response.end(body);
  };
  /** Identifiers are numbers that no double can hold. */
  const text = (data: unknown): string => JSON.stringify(data).replace(/"id":"(\d+)"/g, '"id":$1');
  const ownerOf = (request: IncomingMessage): string | undefined => {
    if (open) return 'anyone';
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    return scheme === 'Bearer' ? [...tokens].find(([, its]) => its === token)?.[0] : undefined;
  };

  const handle = (request: IncomingMessage, response: ServerResponse, body: string) => {
    const { method = '', url = '' } = request;
    asked.push({ method, url, headers: request.headers, body });
    if (url === '/token') {
      const { user, password } = JSON.parse(body) as Record<string, string>;
      if (password !== `pw of ${user}`) return answer(response, 401, { error: 'who?' });
      tokens.set(user!, createHash('sha256').update(user!).digest('hex'));
      return answer(response, 200, { auth: { access_token: tokens.get(user!) }, user });
    }
    const owner = ownerOf(request);
    if (owner === undefined) return answer(response, 401, { error: 'no token' });
    const [, folder, id] = url.split('/');
    if (folder !== 'orders') return answer(response, 404, { error: 'not found' });
    if (method === 'OPTIONS') return answer(response, 204, null, { allow: 'GET, POST' });
    if (id === undefined) {
      if (method === 'POST') {
        const its = String(++lastId);
        const { name } = JSON.parse(body) as { name: string };
        orders.set(its, { owner, name });
        return answer(response, 201, { data: { id: its, name } }, { location: `/orders/${its}` });
      }
      const list = [...orders.values()].filter((order) => order.owner === owner);
      const etag = `"${createHash('sha256').update(JSON.stringify(list)).digest('hex').slice(0, 8)}"`;
      if (request.headers['if-none-match'] === etag) return answer(response, 304, null, { etag });
      return answer(response, 200, { items: list, total: list.length }, { etag });
    }
    const order = orders.get(id);
    if (order === undefined) return answer(response, 404, { error: 'no such order' });
    if (method === 'DELETE') {
      orders.delete(id);
      return answer(response, 204, null);
    }
    if (method === 'PUT' || method === 'PATCH') {
      orders.set(id, { ...order, ...(JSON.parse(body) as object) });
      return answer(response, 200, { data: { id, ...orders.get(id) } });
    }
    answer(response, 200, { data: { id, ...order } });
  };

  return {
    asked,
    tokens,
    orders,
    listener: (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => {
        body += piece;
      });
      request.on('end', () => handle(request, response, body));
    },
  };
}

/** The requests of that method and address. */
export const of = (asked: readonly Asked[], method: string, url: string | RegExp): Asked[] =>
  asked.filter(
    (one) => one.method === method && (url instanceof RegExp ? url.test(one.url) : one.url === url),
  );
