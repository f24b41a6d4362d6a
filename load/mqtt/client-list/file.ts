import { PlanError } from '../../plan-input.ts';
import { readRegularFile, whyUnread } from '../../regular-file.ts';
import type { Sending } from './groups.ts';
import { type ListedLoad, readClientList } from './read.ts';

/** Rows of a million clients take some 130 MB. */
const MOST_BYTES = 256 * 1024 ** 2;

/**
 * Reads a client list in the form of mqttbench: `load.mqtt({ ...clientList('clients.json'), measure: '60s' })`. `sending`: how
 * clients that publish send, which the list does not say.
 * @throws PlanError when there is no such file, it is malformed, or a plan cannot have it
 */
export function clientList(file: string, sending: Sending = {}): ListedLoad {
  return readClientList(textOf(file), file, sending);
}

function textOf(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readRegularFile(file, MOST_BYTES);
  } catch (error) {
    throw new PlanError(
      `client list ${file}: a regular file of at most ${MOST_BYTES / 1024 ** 2} MiB that can be read is required; got ${whyUnread(error)}. Correct the path.`,
    );
  }
  try {
    // A byte order mark is left out.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new PlanError(`client list ${file}: text in UTF-8 is required; got other bytes. Save it as UTF-8.`);
  }
}
