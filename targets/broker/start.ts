import { startTarget } from '../start.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import { BROKERS } from './kinds.ts';

/** Starts a broker, or finds the one named, and returns once it answers a CONNECT: see `startTarget`. */
export const startBroker = (options: BrokerOptions): Promise<Broker> => startTarget(BROKERS, options);
