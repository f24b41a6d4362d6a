/** All kinds of broker. `auto` tries those that let it, in this order. */
import { withAuto } from '../auto.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import { command } from './command.ts';
import { container } from './container.ts';
import { embedded } from './embedded.ts';
import { external } from './external.ts';
import { native } from './native.ts';

export const BROKERS = withAuto<Broker, BrokerOptions>('broker', 'mqtt://HOST:PORT', [
  container,
  native,
  embedded,
  external,
  command,
]);
