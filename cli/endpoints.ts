/** What a process tells of itself while it goes on, over HTTP. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listed } from '../text/format.ts';
import { UsageError } from './arguments.ts';

export interface Answer {
  /** Default 200. */
  readonly status?: number;
  readonly type: string;
  readonly body: string;
}

export const json = (value: unknown, status = 200): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: `${JSON.stringify(value, null, 2)}\n`,
});

/** Whoever asks slowly, or without end, keeps no connection for long, nor all that the process may have. */
const SLOW = { headersTimeout: 2000, requestTimeout: 2000, connectionsCheckingInterval: 500 };
const SILENT_MS = 10_000;
const MOST_CONNECTIONS = 1000;

/** Answers that are on their way when it closes get so long. */
const CLOSE_WITHIN_MS = 1000;

/** By path. */
export type Routes = Readonly<Record<string, () => Answer | Promise<Answer>>>;

export interface Endpoints {
  /** Where it listens. */
  readonly url: string;
  close(): Promise<void>;
}

/** `port` 0: any that is free. @throws UsageError when it cannot listen there */
export async function serve(
  routes: Routes,
  { host, port, option }: { readonly host: string; readonly port: number; readonly option: string },
): Promise<Endpoints> {
  const server = createServer(SLOW, (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    request.resume();
    if (request.method !== 'GET' && request.method !== 'HEAD')
      answer(response, { status: 405, type: 'text/plain; charset=utf-8', body: 'GET is required.\n' });
    else if (!route)
      answer(response, {
        status: 404,
        type: 'text/plain; charset=utf-8',
        body: `There is ${listed(Object.keys(routes))}.\n`,
      });
    else
      Promise.resolve(route()).then(
        (told) => answer(response, told),
        (error: Error) =>
          answer(response, { status: 500, type: 'text/plain; charset=utf-8', body: `${error.message}\n` }),
      );
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.setTimeout(SILENT_MS);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new UsageError(
          error.code === 'EADDRINUSE'
            ? `${option}: a free port is required; another program listens on ${host}:${port}. Name another port.`
            : `${option}: cannot listen on ${host}:${port} (${error.code ?? error.message}).`,
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  // Where the process has too many open files, whoever asks is not answered, and the process goes on.
  server.on('error', () => {});
  const { address, port: bound, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function answer(response: ServerResponse, { status = 200, type, body }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
