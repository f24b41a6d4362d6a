/**
 * A name of the system that one process of a user at a time can hold. It is no file and is gone when its holder is, however it ended
 * (Linux: an abstract socket, unix(7); Windows: a named pipe). macOS has no such names.
 *
 * Anybody can take such a name. So a holder has to prove that it is of this user, by the key that the user's processes have in common
 * (own-key.ts). One that does not is not waited for, and nothing that it says is passed on. The name then has others in its place, which
 * only this user can tell.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownKey } from './own-key.ts';

const PREFIXES: Partial<Record<NodeJS.Platform, string>> = { linux: '\0', win32: '\\\\.\\pipe\\' };

/** How long a holder has to prove who it is: it may be busy. */
const ANSWER_WITHIN_MS = 5000;
/** One that did not is not waited for so long again. */
const SILENT_BEFORE_MS = 200;
const silent = new Set<string>();
/** Names in place of one that somebody else has taken. */
const REPLACEMENTS = 3;
const MOST_CONNECTIONS = 256;
const LONGEST_LINE = 128;

/** The name as this system writes it; null: it has none. */
export function systemName(name: string, platform: NodeJS.Platform = process.platform): string | null {
  const prefix = PREFIXES[platform];
  return prefix === undefined ? null : `${prefix}${name}`;
}

export type Hold =
  | { readonly kind: 'held'; readonly release: () => void; readonly takenByOthers: boolean }
  /** By a process of this user. `free` settles when it lets go or dies, or the signal aborts. */
  | { readonly kind: 'ours'; readonly pid: number; readonly free: (signal: AbortSignal) => Promise<void> }
  /** Somebody else has it, and what there is in its place. */
  | { readonly kind: 'taken' };

/** Holds the name, or says who has it. It keeps no process alive. */
export async function holdName(name: string, key: Buffer | null = ownKey()): Promise<Hold> {
  const names = namesFor(name, key);
  for (;;) {
    const others = await Promise.all(names.map((one) => ask(one, key)));
    const found = others.find((other) => typeof other === 'object');
    if (found) {
      for (const other of others) if (other !== found && typeof other === 'object') other.socket.destroy();
      return { kind: 'ours', pid: found.pid, free: (signal) => closed(found.socket, signal) };
    }
    const at = others.indexOf('nobody');
    if (at < 0) return { kind: 'taken' };
    const server = await serve(names[at]!, key);
    if (server === null) continue; // It was taken just now.
    const release = () => server.close();
    if (names.length === 1 || others.every((other) => other === 'nobody'))
      return { kind: 'held', release, takenByOthers: false };
    // Where names are taken, two of ours may have begun with different ones: both see each other now, and begin anew.
    const again = await Promise.all(names.filter((_, index) => index !== at).map((one) => ask(one, key)));
    const rivals = again.filter((other) => typeof other === 'object');
    for (const { socket } of rivals) socket.destroy();
    if (rivals.length === 0) return { kind: 'held', release, takenByOthers: true };
    release();
    await sleep(20 + Math.random() * 100);
  }
}

function namesFor(name: string, key: Buffer | null): readonly string[] {
  if (key === null) return [name];
  const others = Array.from({ length: REPLACEMENTS }, (_, index) =>
    proof(key, `name ${name} ${index}`).slice(0, 16),
  );
  return [name, ...others.map((other) => `${name}-${other}`)];
}

const proof = (key: Buffer, text: string): string => createHmac('sha256', key).update(text).digest('hex');

interface Ours {
  readonly pid: number;
  readonly socket: Socket;
}

/** The holder says who it is: `PID PROOF`, to whoever sends it a number that nobody used before. */
function ask(name: string, key: Buffer | null): Promise<'nobody' | 'somebody' | Ours> {
  return new Promise((resolve) => {
    const nonce = randomBytes(16).toString('hex');
    const socket = connect(name);
    let said = '';
    const end = (answer: 'nobody' | 'somebody') => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(
      () => {
        silent.add(name);
        end('somebody');
      },
      silent.has(name) ? SILENT_BEFORE_MS : ANSWER_WITHIN_MS,
    );
    // Without a key nobody can prove anything.
    socket.once('connect', () => (key === null ? end('somebody') : socket.write(`${nonce}\n`)));
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      end(code === 'ECONNREFUSED' || code === 'ENOENT' ? 'nobody' : 'somebody'),
    );
    socket.on('close', () => end('somebody'));
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
      const line = /^(\d{1,10}) ([0-9a-f]{64})\n$/.exec(said);
      if (line === null && said.length < LONGEST_LINE && !said.includes('\n')) return;
      const [, pid = '', proved = ''] = line ?? [];
      if (key === null || line === null || !same(proved, proof(key, `${name} ${nonce} ${pid}`)))
        return end('somebody');
      clearTimeout(timer);
      silent.delete(name);
      socket.removeAllListeners('data').removeAllListeners('close').resume();
      resolve({ pid: Number(pid), socket });
    });
  });
}

const same = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other));

/** Null: somebody has the name. */
function serve(name: string, key: Buffer | null): Promise<Pick<Server, 'close'> | null> {
  return new Promise((resolve, reject) => {
    const waiting = new Set<Socket>();
    const server = createServer((socket) => {
      waiting.add(socket.unref());
      let asked = '';
      socket.on('error', () => {}).on('close', () => waiting.delete(socket));
      socket.on('data', (chunk) => {
        asked += chunk.toString('latin1');
        if (asked.length > LONGEST_LINE) socket.destroy();
        else if (key !== null && /^[0-9a-f]{32}\n$/.test(asked))
          socket.write(`${process.pid} ${proof(key, `${name} ${asked.trim()} ${process.pid}`)}\n`);
      });
    });
    server.maxConnections = MOST_CONNECTIONS;
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(name, () => {
      server.unref();
      resolve({
        close: () => {
          for (const socket of waiting) socket.destroy();
          return server.close();
        },
      });
    });
  });
}

function closed(socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => void socket.destroy();
    socket.once('close', () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop);
    if (signal.aborted || socket.destroyed) stop();
    if (socket.closed) resolve();
  });
}
