/**
 * A broker that is slower by a known amount: mosquitto looks through its access rules one by one for every message it
 * takes and every one it delivers, so rules that match nothing cost CPU in proportion to their number.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredRun } from './stored-runs.ts';

/** So many idle rules make `publish.ack.p50` (`ack`) or CPU a message (`cpu`) about a tenth more, found by trying. */
export const IDLE_RULES: Readonly<Record<StoredRun['arm'], number>> = { base: 0, ack: 900, cpu: 115 };

/** Writes a configuration with so many idle rules; gives the path of the configuration. */
export function writeConfiguration(folder: string, name: string, idleRules: number): string {
  const rules = join(folder, `${name}.acl`);
  const idle = Array.from({ length: idleRules }, (_, rule) => `topic readwrite idle/${rule}\n`);
  // First in the file is first looked at.
  writeFileSync(rules, `${idle.join('')}topic readwrite #\ntopic read $SYS/#\n`);
  const configuration = join(folder, `${name}.conf`);
  writeFileSync(configuration, `allow_anonymous true\nacl_file ${rules}\n`);
  return configuration;
}
