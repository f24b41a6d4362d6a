/**
 * A name of the system that one process at a time can hold. It is no file and is gone when its holder is, however it ended
 * (Linux: an abstract socket, unix(7); Windows: a named pipe). macOS has no such names.
 */
import { connect, createServer, type Socket } from 'node:net';

const PREFIXES: Partial<Record<NodeJS.Platform, string>> = { linux: '\0', win32: '\\\\.\\pipe\\' };

/** The name as this system writes it; null: it has none. */
export function systemName(name: string, platform: NodeJS.Platform = process.platform): string | null {
  const prefix = PREFIXES[platform];
  return prefix === undefined ? null : `${prefix}${name}`;
}

/** Gives what lets go of it; null: somebody else has the name. It keeps no process alive. */
export function holdName(name: string): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    const waiting = new Set<Socket>();
    const server = createServer((socket) => {
      waiting.add(socket.unref());
      socket.on('error', () => {}).on('close', () => waiting.delete(socket));
      socket.write(`${process.pid}\n`);
    });
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(name, () => {
      server.unref();
      resolve(() => {
        server.close();
        for (const socket of waiting) socket.destroy();
      });
    });
  });
}

/** Until the holder lets go of the name, dies, or the signal aborts. `onPid` is told the holder's process id. */
export function nameFree(name: string, signal: AbortSignal, onPid: (pid: string) => void): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(name);
    const stop = () => void socket.destroy();
    socket.on('data', (chunk) => onPid(chunk.toString().trim()));
    socket.on('error', () => {}); // it let go just now
    socket.on('close', () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
}
