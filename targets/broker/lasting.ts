/** What a broker of this machine has again when it is started again: its credentials, and the folder where it keeps its state. */
import { rm } from 'node:fs/promises';
import { newTargetFolder } from '../owner-folder.ts';
import type { Broker } from './broker.ts';
import { type ListenerOptions, type ListenerReach, reachOf, writeFiles } from './listener.ts';

export interface Lasting {
  /** Its credentials lie there. It lives from the first start to `stop`. */
  readonly folder: string;
  readonly reach: ListenerReach;
  /** Absent: any. */
  readonly port?: number;
}

/** `start` is called once here, and again by `startAgain`. Rejects as `start` does. */
export async function startLasting(
  { port, ...listener }: ListenerOptions & { readonly port?: number },
  start: (lasting: Lasting) => Promise<Broker>,
): Promise<Broker> {
  const folder = newTargetFolder();
  const remove = () => rm(folder, { recursive: true, force: true });
  const live = async (lasting: Lasting): Promise<Broker> => {
    const broker = await start(lasting);
    return {
      ...broker,
      async stop() {
        await broker.stop();
        await remove();
      },
      async startAgain() {
        await broker.stop();
        return live({ ...lasting, port: broker.port });
      },
    };
  };
  try {
    const reach = await reachOf(listener, folder);
    await writeFiles(reach, folder);
    return await live({ folder, reach, ...(port !== undefined && { port }) });
  } catch (error) {
    await remove();
    throw error;
  }
}
