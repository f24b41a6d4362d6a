/**
 * Brokers that are slower by a known amount. mosquitto looks through its access rules one by one for every message it takes
 * and every one it delivers, so rules that match nothing cost CPU in proportion to their number. And it stands still while
 * it saves its retained messages, so a hundredth of all deliveries is late in proportion to what it keeps.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { startNative } from '../../targets/broker/native.ts';
import type { Arm } from './stored-runs.ts';

export interface Plant {
  readonly idleRules: number;
  /** Retained messages of 16 kB that nobody asks for. */
  readonly keptMessages: number;
}

/** What makes one metric of each slower broker about a tenth more, found by trying. */
export const PLANTS: Readonly<Record<Arm, Plant>> = {
  base: { idleRules: 0, keptMessages: 1000 },
  ack: { idleRules: 700, keptMessages: 1000 },
  cpu: { idleRules: 270, keptMessages: 1000 },
  tail: { idleRules: 0, keptMessages: 1090 },
};
const KEPT_BYTES = 16_000;

/** In memory, where a save takes the same time whatever the disk does. Removed by who calls. */
export const FOLDERS_IN = '/dev/shm';

/** Makes a broker's folder, with what it keeps; gives the path of its configuration. */
export async function plant(folder: string, name: Arm): Promise<string> {
  const own = join(folder, name);
  mkdirSync(own);
  const { idleRules, keptMessages } = PLANTS[name];
  const idle = Array.from({ length: idleRules }, (_, rule) => `topic readwrite idle/${rule}\n`);
  // First in the file is first looked at.
  writeFileSync(join(own, 'rules.acl'), `${idle.join('')}topic readwrite #\ntopic read $SYS/#\n`);
  const lines = [
    'allow_anonymous true',
    // Else one late acknowledgement can hold back all that follow on its connection (Nagle, RFC 896).
    'set_tcp_nodelay true',
    `acl_file ${join(own, 'rules.acl')}`,
    'persistence true',
    `persistence_location ${own}/`,
  ];
  const filling = join(own, 'filling.conf');
  writeFileSync(filling, `${lines.join('\n')}\n`);
  await keep(filling, keptMessages);
  const configuration = join(own, 'mosquitto.conf');
  // Saves whenever a retained message changes: `status` in the load.
  writeFileSync(
    configuration,
    `${[...lines, 'autosave_on_changes true', 'autosave_interval 1'].join('\n')}\n`,
  );
  return configuration;
}

/** A broker saves what it keeps when it stops. */
async function keep(configurationFile: string, messages: number): Promise<void> {
  const broker = await startNative({ configurationFile });
  try {
    const client = await mqtt.connectAsync(broker.url);
    const payload = Buffer.alloc(KEPT_BYTES, 0x2e);
    for (let nth = 0; nth < messages; nth++)
      await client.publishAsync(`kept/${nth}`, payload, { retain: true, qos: 1 });
    await client.endAsync();
  } finally {
    await broker.stop();
  }
}
