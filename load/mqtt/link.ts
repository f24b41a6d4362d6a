/** A client's way to the broker, as whoever writes on it needs to know it. */
import type { Wire } from '../socket/wire.ts';

export class Link {
  socket: Wire | null = null;
  /** Connected, subscribed, and not yet gone. */
  ready = false;
  lastWriteUs = 0;
}
