import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Folder, UNOBSERVED } from '../cli/command.ts';
import type { Fault } from './fault.ts';
import { MARK, mostMebibytes, needsLinux } from './processes-of.ts';

const MOST_MIB = 500;
const MOST_S = 60;

const listOf = (more: object): string =>
  JSON.stringify([{ _id: 'c0', version: 'TCP5', dst: '127.0.0.1', dstPort: 1883, ...more }]);
const subscribing = (topicStr: string): string => listOf({ subscriptions: [{ topicStr }] });

const LISTS: Readonly<Record<string, string>> = {
  nested: '['.repeat(5e6),
  closed: `${'['.repeat(5e5)}${']'.repeat(5e5)}`,
  keys: `[{${Array.from({ length: 3e5 }, (_, at) => `"k${at}":1`).join()}}]`,
  prototype: listOf({}).replace('{', '{"__proto__":{"dst":"a"},'),
  number: listOf({}).replace('1883', '1e999'),
  encoding: Buffer.from(listOf({ _id: '\u00e9' }), 'latin1').toString('latin1'),
  terminal: listOf({ '\u001b[31m\n::error::a': 1 }),
  host: listOf({ dst: 'a/b?c#d@e' }),
  topics: subscribing(`t/$${'{COUNT:0-999999999}'}`),
  template: listOf({ _id: '{run}' }),
};
const NAMES = [...Object.keys(LISTS), 'pipe', 'device', 'sparse'];

const testOf = (name: string): string => `
import { clientList, test } from 'tidemark';
const list = clientList('${name}.json');
test('${name}', ({ load }) => load.mqtt({ ...list, measure: '1s' }));
`;

export const hostileClientLists: Fault = {
  name: 'client lists that are pipes, devices, sparse, nested, in other encodings, or ask for a billion topics',
  expected: `exit code 129, ${NAMES.length} of ${NAMES.length} told in a line, within ${MOST_S} s, less than ${MOST_MIB} MiB a process`,
  short: false,
  lacking: needsLinux,
  async provoke() {
    const mark = randomUUID();
    const folder = new Folder(Object.fromEntries(NAMES.map((name) => [`${name}.slo.ts`, testOf(name)])), {
      ...UNOBSERVED,
      [MARK]: mark,
    });
    for (const [name, text] of Object.entries(LISTS))
      folder.write({ [`${name}.json`]: name === 'encoding' ? Buffer.from(text, 'latin1') : text });
    execFileSync('mkfifo', [join(folder.path, 'pipe.json')]);
    symlinkSync('/dev/zero', join(folder.path, 'device.json'));
    folder.write({ 'sparse.json': '' });
    truncateSync(join(folder.path, 'sparse.json'), 2 ** 31);
    const beganMs = performance.now();
    const run = folder.start('run');
    const most = await mostMebibytes(mark, run.ended);
    const seconds = (performance.now() - beganMs) / 1000;
    const { code, stdout, stderr } = await run.ended;
    const lines = (stdout + stderr).split('\n');
    const told = NAMES.filter((name) => {
      const of = lines.filter((line) => line.includes(`client list ${name}.json: `));
      return of.length === 1 && /required/.test(of[0]!) && of[0]!.length < 600;
    });
    return `exit code ${code}, ${told.length} of ${NAMES.length} told in a line, ${seconds < MOST_S ? `within ${MOST_S}` : `after ${seconds}`} s, ${most < MOST_MIB ? `less than ${MOST_MIB}` : most} MiB a process`;
  },
};
