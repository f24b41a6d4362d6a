/** MQTT in WebSocket frames (OASIS MQTT 6): one packet a frame on the way out, any split on the way in. */
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { HeldBytes } from '../held-bytes.ts';
import { frameOf, keepFrame } from './websocket-frame.ts';
import { type MessageLimit, type OnMessage, TooMuchOfMessages, WebSocketReader } from './websocket-reader.ts';
import type { Wire } from './wire.ts';

/** Loaded with the first connection: most agents have none of this kind. */
const library = (): typeof WebSocket =>
  (loaded ??= (createRequire(import.meta.url)('ws') as { WebSocket: typeof WebSocket }).WebSocket);
let loaded: typeof WebSocket | null = null;

/** Of a message, which may have several packets: it is kept until its end has come. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Pongs that wait for the target. */
const MOST_UNREAD_BYTES = 64 * 1024;

/** What is kept of messages that came in part. */
export interface WebSocketLimits {
  /** The largest packet. */
  readonly maximumPacketBytes: number;
  /** For all connections. */
  readonly held: HeldBytes;
}

/** The upgrade is asked for when `base` can be written to. Without compression: payloads of a load would not tell their size. */
export function openWebSocket(url: string, base: Socket, mostBytes = MOST_BYTES): WebSocket {
  const webSocket = new (library())(url, 'mqtt', {
    createConnection: () => base,
    perMessageDeflate: false,
    skipUTF8Validation: true,
    autoPong: false,
    maxPayload: mostBytes,
  });
  // For a target that sends pings and reads no pongs, none are kept.
  return webSocket.on('ping', (data) => {
    if (base.writableLength < MOST_UNREAD_BYTES) webSocket.pong(data);
  });
}

/** Causes are counted one by one, so they have to be few. */
const MOST_REASONS = 100;
const reasons = new Set<string>();

export interface WebSocketListener {
  opened(): void;
  /** The payload is `bytes[from, to)`. */
  message: OnMessage;
  /** `cause` null: closed in order. */
  closed(cause: string | null): void;
}

export class WebSocketWire implements Wire {
  readonly #base: Socket;
  readonly #webSocket: WebSocket;
  /** Null: not open yet. */
  #reader: WebSocketReader | null = null;
  #tooMuch: string | null = null;

  /** `base` may still be connecting. Whoever reads from it hands it all to `bytesRead`. */
  constructor(url: string, base: Socket, listener: WebSocketListener, limits?: WebSocketLimits) {
    this.#base = base;
    let cause: string | null = null;
    const mostBytes = Math.max(MOST_BYTES, 2 * (limits?.maximumPacketBytes ?? 0));
    const limit = limits ? { memory: limits.held, mostBytes } : null;
    this.#webSocket = openWebSocket(url, base, mostBytes);
    this.#webSocket
      .on('open', () => {
        this.#readInPlace(listener.message, limit);
        listener.opened();
      })
      .on('message', (data, isBinary) => {
        if (isBinary) listener.message(data as Buffer, 0, (data as Buffer).length);
        else {
          cause ??= 'WebSocket: a text frame, and MQTT requires binary ones';
          this.destroy();
        }
      })
      .on('unexpected-response', (request, { statusCode }) => {
        cause = `WebSocket upgrade refused: ${statusCode}`;
        request.destroy();
        base.destroy();
        listener.closed(cause);
      })
      .on('error', (error) => {
        cause ??= webSocketCause(error);
      })
      .on('close', (code, reason) =>
        listener.closed(this.#tooMuch ?? cause ?? closeCause(code, reason.toString())),
      );
  }

  /** `bytes[0, length)` came; false: no more is wanted now. */
  bytesRead(bytes: Buffer, length: number): boolean {
    // The answer to the upgrade is for the library.
    if (this.#reader === null) return this.#base.push(Buffer.from(bytes.subarray(0, length)));
    this.#read(this.#reader, bytes, length);
    return true;
  }

  write(bytes: Buffer, whenTaken?: () => void): void {
    // Nothing to frame: it is asked when what was written before is gone.
    if (bytes.length === 0) {
      this.#base.write(bytes, whenTaken);
      return;
    }
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    this.#base.write(frameOf(bytes), whenTaken);
    if (this.#base.writableLength > 0) keepFrame();
  }

  get writableLength(): number {
    return this.#base.writableLength;
  }

  get destroyed(): boolean {
    return this.#base.destroyed;
  }

  end(bytes?: Buffer): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) {
      this.destroy();
      return;
    }
    if (bytes) this.write(bytes);
    this.#webSocket.close(1000);
  }

  pause(): void {
    this.#webSocket.pause();
  }

  resume(): void {
    this.#webSocket.resume();
  }

  destroy(): void {
    this.#webSocket.terminate();
    this.#base.destroy();
  }

  /** Comes before the library, which listens to an open socket by itself. */
  #readInPlace(onMessage: OnMessage, limit: MessageLimit | null): void {
    const base = this.#base;
    const [library] = base.listeners('data') as ((chunk: Buffer) => void)[];
    const reader = new WebSocketReader(onMessage, (chunk) => library?.call(base, chunk), limit);
    this.#reader = reader;
    // What came together with the answer to the upgrade.
    base.on('data', (chunk: Buffer) => this.#read(reader, chunk));
    base.once('close', () => reader.release());
    if (library) base.off('data', library);
  }

  #read(reader: WebSocketReader, bytes: Buffer, length?: number): void {
    try {
      reader.read(bytes, length);
    } catch (error) {
      if (!(error instanceof TooMuchOfMessages)) throw error;
      this.#tooMuch ??= error.message;
      this.destroy();
    }
  }
}

/** Null: an error of the socket below, which says itself what it is. */
function webSocketCause({ code = '', message }: NodeJS.ErrnoException): string | null {
  if (code.startsWith('HPE_')) return 'WebSocket: the target does not speak HTTP';
  if (code !== '' && !code.startsWith('WS_')) return null;
  return `WebSocket: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

/** RFC 6455, 7.4.1; 1005 and 1006 are never sent: no code, and no closing frame. */
function closeCause(code: number, reason: string): string | null {
  if (code === 1000 || code === 1005 || code === 1006) return null;
  if (reasons.size < MOST_REASONS) reasons.add(reason);
  return `WebSocket closed by the target: ${code}${reason === '' || !reasons.has(reason) ? '' : ` ${reason}`}`;
}
