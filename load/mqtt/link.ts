/** A client's way to the broker, as whoever writes on it needs to know it. */
import type { Socket } from 'node:net';

export class Link {
  socket: Socket | null = null;
  /** Connected, subscribed, and not yet gone. */
  ready = false;
  lastWriteUs = 0;
}
