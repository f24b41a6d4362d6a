import type { Running } from '../program.ts';
import type { Broker } from './broker.ts';
import { type ListenerReach, PLAIN, reachedAt } from './listener.ts';
import { type BrokerAnswer, readVersion } from './ready.ts';

/** What is left to say of a broker that is a process of this machine. */
export interface LocalBroker {
  readonly kind: string;
  /** What it is called when it does not say so itself in `$SYS`. */
  readonly name: string;
  readonly version?: string | null;
  readonly configuration?: string;
  readonly reach?: ListenerReach;
}

export function localBroker(
  { process, host, port, answer }: Running<BrokerAnswer>,
  { kind, name, version = null, configuration, reach = PLAIN }: LocalBroker,
): Broker {
  const known = readVersion(answer.version) ?? { product: name, version };
  return {
    kind,
    ...reachedAt(reach, host, port),
    host,
    port,
    label: `${[known.product, known.version].filter(Boolean).join(' ')} (${kind})`,
    version: known.version,
    image: null,
    configuration: configuration ?? null,
    quota: null,
    pid: process.pid,
    log: process.log,
    stop: process.stop,
  };
}
