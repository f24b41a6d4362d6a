/** Every broker whose `$SYS` is understood. A dialect is a file and a line of this list. */
import type { NewsOnly, SysDialect } from './dialect.ts';
import { emqx } from './emqx.ts';
import { hivemq } from './hivemq.ts';
import { mosquitto } from './mosquitto.ts';
import { nanomq } from './nanomq.ts';
import { vernemq } from './vernemq.ts';

/** The last one is taken where no mark of another is heard. */
export const DIALECTS: readonly [SysDialect, ...SysDialect[]] = [emqx, vernemq, hivemq, mosquitto];

export const NEWS_ONLY: readonly NewsOnly[] = [nanomq];
