/** A broker for each transport that is measured, native where there is one; idle ones cost nothing. */
import type { Broker } from '../../targets/broker/broker.ts';
import { startBroker } from '../../targets/broker/start.ts';
import type { Transport } from './scenarios.ts';

export class Brokers {
  readonly #started = new Map<Transport, Broker>();

  /** Of the first one. */
  get label(): string {
    const [broker] = this.#started.values();
    return broker?.label ?? 'none';
  }

  async for(transport: Transport): Promise<Broker> {
    const broker = this.#started.get(transport) ?? (await startNativeElseEmbedded(transport));
    this.#started.set(transport, broker);
    return broker;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#started.values()].map((broker) => broker.stop()));
  }
}

async function startNativeElseEmbedded(transport: Transport): Promise<Broker> {
  try {
    return await startBroker({ choice: 'native', transport });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}: the embedded broker is used`);
    return startBroker({ choice: 'embedded', transport });
  }
}
