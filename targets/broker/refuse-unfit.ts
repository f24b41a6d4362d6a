import { TargetChoiceError } from '../grammar.ts';
import type { BrokerOptions } from './broker.ts';
import type { BrokerChoice } from './grammar.ts';

/**
 * Options a kind cannot honour are refused: a broker that is not the one asked for measures something else.
 * @throws TargetChoiceError
 */
export function refuseUnfit(choice: BrokerChoice, options: BrokerOptions): void {
  const { kind } = choice;
  if (kind !== 'container' && kind !== 'auto') {
    const asked = options.quota !== undefined ? 'a quota' : options.hostNetwork ? 'host networking' : null;
    if (asked !== null) throw new TargetChoiceError(`broker ${kind}: ${asked} wants a container`);
  }
  if (options.configurationFile === undefined) return;
  if (kind === 'embedded' || kind === 'external' || kind === 'command') {
    throw new TargetChoiceError(
      `broker ${kind}: a configuration file wants native mosquitto or a mosquitto container` +
        (kind === 'command' ? '; name the file in the command' : ''),
    );
  }
  if (kind === 'container' && choice.image !== null && !choice.image.includes('mosquitto')) {
    throw new TargetChoiceError(
      `broker container:${choice.image}: a configuration file wants a mosquitto image; build it into yours instead`,
    );
  }
}
