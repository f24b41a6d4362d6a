/** What the connection of a client waits for, or where it ended. */
import type { Layer } from '../socket/wire.ts';

export type Phase = 'new' | Layer | 'connack' | 'suback' | 'ready' | 'failed' | 'lost' | 'left';

export const UNREADY: readonly Phase[] = ['new', 'tcp', 'tls', 'ws', 'connack', 'suback'];
export const UNFINISHED: readonly Phase[] = [...UNREADY, 'ready'];
