import { leftoversRemoved } from '../leftovers.ts';
import { startAuto } from './auto.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import { startCommand } from './command.ts';
import { startContainer } from './container.ts';
import { startEmbedded } from './embedded.ts';
import { useExternal } from './external.ts';
import { parseBrokerChoice } from './grammar.ts';
import { startNative } from './native.ts';
import { refuseUnfit } from './refuse-unfit.ts';

/**
 * Starts a broker, or finds the one named, and returns once it answers a CONNECT. The first start in a process removes
 * what dead predecessors left.
 * @throws TargetChoiceError when the choice cannot be read or does not go with the other options: wrong usage.
 * @throws TargetUnavailable when the broker cannot be had: required, actual, next step, the end of its log.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const choice = parseBrokerChoice(options.choice);
  refuseUnfit(choice, options);
  await leftoversRemoved();
  switch (choice.kind) {
    case 'auto':
      return startAuto(options);
    case 'embedded':
      return startEmbedded();
    case 'native':
      return startNative(options);
    case 'container':
      return startContainer(choice.image, options);
    case 'external':
      return useExternal(choice.url);
    case 'command':
      return startCommand(choice.command);
  }
}
