import { revivable } from '../revivable.ts';
import type { Broker } from './broker.ts';
import { untilIdle } from './idle.ts';

/** A broker made fit for many trials: `revivable`, and it says when it is idle. Rejects as `start` does. */
export async function startRevivable(start: (port?: number) => Promise<Broker>): Promise<Broker> {
  const broker = await revivable(start);
  return Object.assign(broker, { untilIdle: (withinMs: number) => untilIdle(broker, withinMs) });
}
