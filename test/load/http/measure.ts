/** Runs of virtual users: through the public door, against small servers whose faults are known. */
import { createServer as createHttp, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { conduct } from '../../../load/fleet/conductor.ts';
import { HTTP } from '../../../load/http/kind.ts';
import { type HttpPlanInput, readHttpPlan } from '../../../load/http/plan-input.ts';
import type { HttpRunResult, MeasuredHttpRun, TaskResult } from '../../../load/http/result.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { type SloPromise, slo } from '../../../slo/promise.ts';

export interface Served extends AsyncDisposable {
  readonly url: string;
  readonly server: Server;
}

/** Listens on a free port of 127.0.0.1; disposing it ends its connections too. */
export async function listening(server: Server, scheme = 'http', host = '127.0.0.1'): Promise<Served> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${scheme}://${host}:${(server.address() as AddressInfo).port}`,
    server,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const http = (listener: RequestListener): Promise<Served> =>
  listening(createHttp({ keepAliveTimeout: 60_000 }, listener));
export const tcp = (listener: (socket: Socket) => void): Promise<Served> => listening(createTcp(listener));

/** Long enough for some requests of each user. */
export const SHORT = { users: 2, wait: '20ms', measure: '500ms', drain: '500ms' } as const;

export const home = {
  users: 10,
  tasks: { home: { get: '/', expect: { contains: 'LAMPI' } } },
  wait: '10ms',
  measure: '1s',
  drain: '500ms',
} as const satisfies HttpPlanInput;

/** Pages as fast as they are answered. */
export const floor = {
  engine: 'autocannon',
  users: 8,
  tasks: { page: { get: '/lampi', expect: { contains: 'LAMPI' } } },
  measure: '1s',
  drain: '500ms',
} as const satisfies HttpPlanInput;

export async function run(site: { readonly url: string }, input: HttpPlanInput): Promise<HttpRunResult> {
  return conduct(HTTP, readHttpPlan(input, site));
}

/** Throws when the run is invalid, with its reason. */
export async function measured(
  site: { readonly url: string },
  input: HttpPlanInput,
): Promise<MeasuredHttpRun> {
  const result = await run(site, input);
  if (result.status === 'invalid') throw new Error(`${result.cause}: ${result.reason}`);
  return result;
}

export const task = (result: MeasuredHttpRun, name = 'home'): TaskResult =>
  result.windows.measure!.tasks[name]!;

export const page = (result: MeasuredHttpRun): TaskResult => task(result, 'page');

export const promise: SloPromise = slo({ 'http.failed': '= 0', 'http.p50': '< 1s' });
export const verdict = (result: HttpRunResult, wanted = promise) => judge(result, wanted).verdict;
