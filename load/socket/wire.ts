/** What a session writes to: a socket, or what puts its bytes into frames of its own. */
export interface Wire {
  /** `bytes` may be changed again once `writableLength` is 0. `whenTaken`: when the kernel has all bytes so far. */
  write(bytes: Buffer, whenTaken?: () => void): unknown;
  /** Bytes that the kernel has not taken yet. */
  readonly writableLength: number;
  readonly destroyed: boolean;
  /** Closes in order, after `bytes`. */
  end(): unknown;
  end(bytes: Buffer): unknown;
  destroy(): unknown;
  /** Reads nothing more from the kernel. What it has read already may still be handed on. */
  pause(): unknown;
  resume(): unknown;
}

/** What a connection is made of below the protocol, from the lowest up. */
export type Layer = 'tcp' | 'tls' | 'ws';
