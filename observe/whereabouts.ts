/** Where a target runs, and which processes of this machine are its own. */
import type { Target } from '../targets/target.ts';
import { addressesHere, findListener, type Listener, PassedOn } from './listener.ts';

export interface Whereabouts {
  /** On another machine than the load. */
  readonly elsewhere: boolean;
  readonly process: Listener | null;
  /** Why its processes cannot be seen, one line; null = they can. */
  readonly unseen: string | null;
}

/** `name`: what the target is called where tidemark started it. */
export async function whereabouts(
  { url, port, pid, mayHaveChildren }: Pick<Target, 'url' | 'port' | 'pid' | 'mayHaveChildren'>,
  name: string,
): Promise<Whereabouts> {
  if (pid !== null) {
    const process = { name, pid, beside: [], withChildren: mayHaveChildren ?? false };
    return { elsewhere: false, process, unseen: null };
  }
  const unseen = (why: string) => `the target's CPU and memory were not observed: ${why}; ${NEXT_STEP}`;
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  const addresses = await addressesHere(host);
  if (addresses.length === 0)
    return { elsewhere: true, process: null, unseen: unseen(`${host} is another machine`) };
  if (process.platform !== 'linux')
    return { elsewhere: false, process: null, unseen: unseen('finding its process needs Linux') };
  try {
    return { elsewhere: false, process: findListener(addresses, port), unseen: null };
  } catch (error) {
    const elsewhere = error instanceof PassedOn && error.elsewhere;
    return { elsewhere, process: null, unseen: unseen((error as Error).message) };
  }
}

const NEXT_STEP = 'give --observe the URL of an exporter that tells of it';
