/** A TCP line to a broker that can be cut, and that can swallow what the broker says. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Line extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Whether bytes of the broker get through; default true. */
  answers: boolean;
  /** Whether connections are taken; default true. */
  open: boolean;
  /** Ends every connection. */
  cut(): void;
}

export async function lineTo(broker: { readonly host: string; readonly port: number }): Promise<Line> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    if (!line.open) {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ host: broker.host, port: broker.port, noDelay: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (bytes) => {
      if (line.answers) near.write(bytes);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const line: Line = {
    url: `mqtt://127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    answers: true,
    open: true,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        line.cut();
        server.close(() => resolve());
      }),
  };
  return line;
}
