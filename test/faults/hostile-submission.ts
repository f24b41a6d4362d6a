import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { handedIn } from '../cli/handed-in.ts';
import type { Fault } from './fault.ts';

/** What a student may hand in, in place of a folder with results. */
const HOSTILE: Readonly<Record<string, (folder: string) => void>> = {
  pipe: (folder) => execFileSync('mkfifo', [folder]),
  'link to itself': (folder) => symlinkSync('link to itself', folder),
  'link to another': (folder) => symlinkSync('one', folder),
  device: (folder) => {
    mkdirSync(folder);
    symlinkSync('/dev/zero', join(folder, 'mqtt-results.json'));
  },
  'results of another': (folder) => {
    mkdirSync(folder);
    symlinkSync('../one/mqtt-results.json', join(folder, 'mqtt-results.json'));
  },
  large: (folder) => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'mqtt-results.json'), '');
    truncateSync(join(folder, 'mqtt-results.json'), 2 ** 40);
  },
  nested: (folder) => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'mqtt-results.json'), '['.repeat(5_000_000));
  },
  many: (folder) => {
    mkdirSync(folder);
    for (let at = 0; at < 2000; at++) writeFileSync(join(folder, `${at}-results.json`), '{}');
  },
  'one.grade.md': (folder) => mkdirSync(folder),
  'grade.json': (folder) => mkdirSync(folder),
  ['n'.repeat(250)]: (folder) => mkdirSync(folder),
  'name\n::error::owned\x1b[31m': (folder) => mkdirSync(folder),
  bytes: (folder) => {
    mkdirSync(folder);
    renameSync(folder, Buffer.concat([Buffer.from(folder), Buffer.of(0xff)]));
  },
};

export const hostileSubmissions: Fault = {
  name: 'submissions that are pipes, links, devices, endless, nested, or have the names of grades',
  expected: 'exit code 0, 13 of 13 reported, the others graded',
  short: true,
  async provoke() {
    const folder = await handedIn('all/one', 'all/two');
    for (const [name, make] of Object.entries(HOSTILE)) make(join(folder.path, 'all', name));
    const { code, stdout, stderr } = await folder.run('grade', 'rubric.yaml', '--results', 'all');
    const reported = stderr.split('\n').filter((line) => /^\S.*: /.test(line)).length;
    const graded = ['one', 'two'].every((name) => stdout.includes(`Load testing, ${name}: 14 of 14`));
    return `exit code ${code}, ${reported} of ${Object.keys(HOSTILE).length} reported, ${graded ? 'the others graded' : 'the others lost'}`;
  },
};
