import { readFileSync } from 'node:fs';
import { PlanError } from '../../plan-input.ts';
import type { Sending } from './groups.ts';
import { type ListedLoad, readClientList } from './read.ts';

/**
 * Reads a client list in the form of mqttbench: `load.mqtt({ ...clientList('clients.json'), measure: '60s' })`. `sending`: how
 * clients that publish send, which the list does not say.
 * @throws PlanError when there is no such file, it is malformed, or a plan cannot have it
 */
export function clientList(file: string, sending: Sending = {}): ListedLoad {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new PlanError(
      `client list ${file}: a file that can be read is required; got ${(error as NodeJS.ErrnoException).code}.`,
    );
  }
  return readClientList(text, file, sending);
}
