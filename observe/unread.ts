/** Connections whose bytes wait for the target to read them. Pure. */

/** Bytes by connection, which is named by its client's end. */
export type Unread = ReadonlyMap<string, number>;

const LINE = /^\S+\s+([1-9]\d*)\s+\d+\s+\S+:(\d+)\s+(\S+)/;

/** By the output of `ss -tnH` about one port: the target's end is seen where it shares the machine's network. */
export function unreadByTarget(text: string, port: number): Unread {
  const found = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, bytes, localPort, peer] = LINE.exec(line) ?? [];
    if (peer !== undefined && Number(localPort) === port) found.set(peer, Number(bytes));
  }
  return found;
}

/** What waits at the sockets of a network of its own, which a container has. */
export interface WaitingThere {
  readonly unread: Unread;
  readonly receiveBytes: number;
  readonly sendBytes: number;
}

const LISTEN = '0A';

/** By its `/proc/PID/net/tcp` and `tcp6`: of all connections to ports that somebody listens on there. */
export function waitingIn(text: string): WaitingThere {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const portOf = (end = '') => end.slice(end.lastIndexOf(':') + 1);
  const served = new Set(lines.filter(([, , , state]) => state === LISTEN).map(([, local]) => portOf(local)));
  const unread = new Map<string, number>();
  let [receiveBytes, sendBytes] = [0, 0];
  for (const [, local, peer = '', state, queues = ''] of lines) {
    if (state === LISTEN || !served.has(portOf(local))) continue;
    const [send = 0, receive = 0] = queues.split(':').map((hex) => Number.parseInt(hex, 16) || 0);
    receiveBytes += receive;
    sendBytes += send;
    if (receive > 0) unread.set(peer, receive);
  }
  return { unread, receiveBytes, sendBytes };
}

/** How many of them had unread bytes in the look before, too, and no more than now: nothing of them seems to have been read. */
export function stillUnread(before: Unread, now: Unread): number {
  let still = 0;
  for (const [connection, bytes] of now) {
    const then = before.get(connection) ?? 0;
    if (then > 0 && bytes >= then) still++;
  }
  return still;
}
