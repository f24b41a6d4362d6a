import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { UNOBSERVED } from '../cli/command.ts';
import { handedIn } from '../cli/handed-in.ts';
import { BREACH } from './breach.ts';
import type { Fault } from './fault.ts';
import { needsLinux } from './processes-of.ts';

const MOST_S = 90;
const NESTED = `${'['.repeat(1e5)}${']'.repeat(1e5)}`;

/** How each command is given a file; what it reads is in the folder of that name, or is that file. */
const COMMANDS: Readonly<Record<string, (name: string) => readonly string[]>> = {
  resume: (name) => ['run', '--broker', 'embedded', '--resume', '--out', name],
  baseline: (name) => ['run', '--broker', 'embedded', '--baseline', `${name}/mqtt-results.json`],
  report: (name) => ['report', `${name}/mqtt-results.json`],
  compare: (name) => ['compare', `${name}/mqtt-results.json`, 'hand-in'],
};
/** Of each file two commands or three; the others have the same reader. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  pipe: ['resume', 'baseline', 'report', 'compare'],
  device: ['resume', 'baseline'],
  sparse: ['baseline', 'report'],
  short: ['resume'],
  nested: ['resume', 'report'],
  version: ['compare'],
};
const asked = Object.entries(ASKED).flatMap(([name, commands]) =>
  commands.map((command) => ({ name, command })),
);

export const hostileResults: Fault = {
  name: 'results and baselines that are pipes, devices, sparse, cut off, nested, or of another version, by `--resume`, `--baseline`, `report` and `compare`',
  expected: `exit code 129 and said in a line by ${asked.length} of ${asked.length}, within ${MOST_S} s`,
  short: true,
  lacking: needsLinux,
  async provoke() {
    const folder = await handedIn();
    Object.assign(folder.environment, UNOBSERVED);
    folder.write({ 'a.slo.ts': BREACH });
    const sound = folder.read('hand-in/mqtt-results.json');
    const path = (name: string): string => join(folder.path, name, 'mqtt-results.json');
    for (const name of Object.keys(ASKED)) mkdirSync(join(folder.path, name));
    execFileSync('mkfifo', [path('pipe')]);
    symlinkSync('/dev/zero', path('device'));
    folder.write({
      'sparse/mqtt-results.json': '',
      'short/mqtt-results.json': sound.slice(0, 500),
      'nested/mqtt-results.json': sound.replace('{', `{"more": ${NESTED},`),
      'version/mqtt-results.json': sound.replace('"version": 1', '"version": 7'),
    });
    truncateSync(path('sparse'), 2 ** 31);
    const beganMs = performance.now();
    const wrong: string[] = [];
    for (const { name, command } of asked) {
      const { code, stderr } = await folder.run(...COMMANDS[command]!(name));
      const said = stderr.split('\n').filter((line) => line.startsWith('tidemark: '));
      if (code !== 129 || said.length !== 1 || !/required|Required|Run the tests again|Name a/.test(said[0]!))
        wrong.push(`${command} of ${name}: ${code} ${stderr.slice(0, 200)}`);
    }
    const seconds = (performance.now() - beganMs) / 1000;
    return `exit code 129 and said in a line by ${asked.length - wrong.length} of ${asked.length}${wrong.length > 0 ? ` (not: ${wrong.join('; ')})` : ''}, ${seconds < MOST_S ? `within ${MOST_S}` : `after ${seconds}`} s`;
  },
};
