/** What the connection of a client waits for, or where it ended. */
import type { Layer } from '../socket/wire.ts';

export type Phase = 'new' | Layer | 'connack' | 'suback' | 'ready' | 'failed' | 'lost' | 'left';

/** With DISCONNECT, or with nothing but the end of the connection. */
export type LeavesBy = 'disconnect' | 'drop';

export const UNREADY: readonly Phase[] = ['new', 'tcp', 'tls', 'ws', 'connack', 'suback'];
export const UNFINISHED: readonly Phase[] = [...UNREADY, 'ready'];
