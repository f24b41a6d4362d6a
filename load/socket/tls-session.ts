/** A TLS session that a client takes up when it connects again (RFC 8446, 2.2; RFC 5077 for tickets of TLS 1.2). */
import type { TLSSocket } from 'node:tls';

/** How often sessions were offered, and how often the target took one up. */
export class Resumptions {
  offered = 0;
  resumed = 0;
}

/** Of one client, over all of its connections. */
export class TlsSession {
  /** What it offers when it connects next, as node:tls has it; null = the target gave none so far. */
  newest: Buffer | null = null;
  #underWay: Buffer | null = null;
  readonly #count: Resumptions;

  /** `count`: of all clients of a group. */
  constructor(count: Resumptions) {
    this.#count = count;
  }

  /** Its handshake begins. A session whose handshake fails is not offered again (RFC 8446, 6.2). */
  begin(): void {
    this.#underWay = this.newest;
    this.newest = null;
    if (this.#underWay) this.#count.offered++;
  }

  /**
   * Its handshake is over. RFC 8446, C.4 advises against a second use, for privacy alone: as devices do, it offers the
   * session again where the target gives no newer one.
   */
  end(resumed: boolean): void {
    if (this.#underWay && resumed) {
      this.#count.resumed++;
      this.newest ??= this.#underWay;
    }
    this.#underWay = null;
  }
}

interface Resuming extends TLSSocket {
  session: TlsSession;
}

/** The session of `socket`, which is connecting, is this client's. */
export function keepSession(socket: TLSSocket, session: TlsSession): void {
  (socket as Resuming).session = session;
  socket.on('connect', onConnect).on('secureConnect', onSecureConnect).on('session', onSession);
}

// One function each for all sockets: node calls them with the socket as `this`.
function onConnect(this: TLSSocket): void {
  (this as Resuming).session.begin();
}
function onSecureConnect(this: TLSSocket): void {
  (this as Resuming).session.end(this.isSessionReused());
}
/** With TLS 1.3 several may come, some time after the handshake (RFC 8446, 4.6.1). */
function onSession(this: TLSSocket, session: Buffer): void {
  (this as Resuming).session.newest = session;
}
