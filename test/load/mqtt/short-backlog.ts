/** A server with a short listen backlog that says CONNACK to everything, and for a time takes no connections. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface ShortBacklog extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  readonly port: number;
}

/** Its own thread, which stops at connection `stopsAt` for `stopsForMs`. */
const SERVER = `
const { createServer } = require('node:net');
const { parentPort, workerData: { stopsAt, stopsForMs } } = require('node:worker_threads');
let connections = 0;
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', () => socket.write(Buffer.from([0x20, 2, 0, 0])));
  if (++connections === stopsAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stopsForMs);
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => parentPort.postMessage(server.address().port));
`;

export async function shortBacklog(stops: {
  readonly stopsAt: number;
  readonly stopsForMs: number;
}): Promise<ShortBacklog> {
  const worker = new Worker(SERVER, { eval: true, workerData: stops });
  const [port] = (await once(worker, 'message')) as [number];
  return {
    url: `mqtt://127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}
